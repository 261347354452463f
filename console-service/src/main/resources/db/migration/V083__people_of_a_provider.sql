-- Who signed in by OIDC has a row here as well, which no token goes with: so a session is the same, however it began.
alter table api_token add column issuer text, add column subject text;
-- By whose word the owner's name is known; null for a token of the console's own.
alter table audit add column issuer text, add column subject text;
