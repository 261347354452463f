-- What a word of the fleet's filter is looked for in: name and tags, in lower case, with no word across two of them. A list
-- of texts becomes the same text at any time, which PostgreSQL does not say of array_to_string for lists of other kinds.
create function fleet_words(image text, names text[]) returns text language sql immutable as $$
    select lower(image || chr(10) || array_to_string(names, chr(10)))
$$;
alter table fleet_image add column words text generated always as (fleet_words(image, names)) stored;
