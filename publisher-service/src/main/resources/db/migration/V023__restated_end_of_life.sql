-- Until when the image of a revision is cared for, where that was said anew after it was published.
alter table revision add column restated_end_of_life date;
