-- Which rebuilds have an image on its way is asked for each image that is rendered.
create index rebuild_image_on_its_way on rebuild_image (image) where state = 'RENDERED';
