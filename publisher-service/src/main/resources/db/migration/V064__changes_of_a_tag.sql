-- Looking for drift, and what a tag was before, ask for the changes of single tags.
create index tag_change_reference on tag_change (reference);
create index tag_change_planned on tag_change (reference) where state = 'PLANNED';
