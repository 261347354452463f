-- The tag under which an attempt was about to put what it had built: of a build that failed afterwards, what lies there goes by it.
alter table build add column sent_to text;
create index build_unreported on build (sent_to) where failure is not null and sent_to is not null and retired_at is null;
