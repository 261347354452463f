-- What was signed of a publication's tags, kept so that it is the same wherever it is attached, and when it was attached in
-- production. A publication of the release before has neither.
alter table publication add column statements text;
alter table publication add column stated_at timestamptz;
