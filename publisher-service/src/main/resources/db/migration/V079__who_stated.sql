-- Once a key is not believed any more, what it said of tags is said again with the key of now, though they stay.
alter table revision add column stated_key text;

update revision
   set stated_key = said.key
  from (select distinct on (image, digest) image, digest,
               statements::jsonb -> 0 -> 'envelope' -> 'signatures' -> 0 ->> 'keyid' as key
          from publication
         where statements is not null and statements <> '[]'
         order by image, digest, sequence desc) said
 where said.image = revision.image and said.digest = revision.digest;
