-- What production refused of what was signed of tags is tried again with the image's next publication.
create index publication_refused_statements on publication (image, sequence)
    where state = 'PUBLISHED' and stated_at is null and statements <> '[]';
