-- Which families were left out of a rebuild's plan though it asks for them, and why; null if none was.
alter table rebuild add column left_out text;
