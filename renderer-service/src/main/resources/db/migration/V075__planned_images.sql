-- How many images a rebuild has is told with each of them, so that progress is of all from the first one on.
alter table rebuild add column planned integer;
