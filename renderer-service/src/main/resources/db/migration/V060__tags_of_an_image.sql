-- Each image that is rendered asks which tags it has.
create index published_tag_image on published_tag (image);
