-- When the manifest in staging of a build that was decided went, or was found to be somebody else's too.
alter table build add column retired_at timestamptz;
create index build_decided on build (released_at) where staged is not null and retired_at is null;
create index build_staged on build (staged);
