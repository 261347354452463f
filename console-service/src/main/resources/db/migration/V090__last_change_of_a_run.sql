-- Where one transaction changes a run several times, its image is looked at after the last of them alone.
create or replace function image_run_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform refresh_fleet_image(old.image);
    elsif exists (select from image_run as run where run.id = new.id and run *= new) then
        perform refresh_fleet_image(new.image);
    end if;
    return null;
end $$;
