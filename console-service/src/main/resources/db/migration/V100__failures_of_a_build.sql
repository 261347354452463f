-- Each build that passes locks the failures of the same inputs, whether or not those are known to be flakes.
create index step_failure_build on step_failure (image, build_id);
