-- Who may do what over REST. Of a token only its SHA-256 is kept.
create table api_token (
    id         text        primary key,
    hash       text        not null unique,
    owner      text        not null,
    -- Names of scopes, separated by commas.
    scopes     text        not null,
    -- Noted at a start because a file holds it.
    from_file  boolean     not null,
    made_at    timestamptz not null,
    made_by    text,
    expires_at timestamptz,
    used_at    timestamptz,
    revoked_at timestamptz
);
