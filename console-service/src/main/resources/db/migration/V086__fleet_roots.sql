-- Images that failed themselves, as pages name them: those first that fail newly; and what stands on each.
create index fleet_image_roots on fleet_image ((failures > 1), failing_since desc nulls last, image)
    where stage = 'FAILED' and failed_stage <> 'base';
create index fleet_image_root on fleet_image (root) where root is not null;
