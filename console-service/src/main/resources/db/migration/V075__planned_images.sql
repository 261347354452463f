-- How many images a rebuild has, as its renderer says.
alter table rebuild add column planned integer;
