-- A publisher that took over what another one had just tagged planned its tags once more: drift never looked at them again.
update tag_change change set state = case publication.state when 'FAILED' then 'RESTORED' else 'APPLIED' end
  from publication
 where publication.id = change.publication_id and change.state = 'PLANNED'
   and publication.state in ('TAGGED', 'PUBLISHED', 'FAILED');
