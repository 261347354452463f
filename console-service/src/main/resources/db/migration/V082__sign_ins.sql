-- Who signed in to the pages. Of a link and of a cookie SHA-256 alone is kept; what goes with its token is no session.
create table sign_in (
    hash       text        primary key,
    token_id   text        not null references api_token (id) on delete cascade,
    expires_at timestamptz not null
);
create index sign_in_expires_at on sign_in (expires_at);
create index sign_in_token on sign_in (token_id);

create table page_session (
    hash     text        primary key,
    token_id text        not null references api_token (id) on delete cascade,
    ends_at  timestamptz not null
);
create index page_session_ends_at on page_session (ends_at);
create index page_session_token on page_session (token_id);

-- A button that was pressed. Pressed twice, it is the same request; session is '' where acts need none.
create table page_act (
    request text        not null,
    session text        not null,
    at      timestamptz not null,
    answer  text,
    primary key (request, session)
);
create index page_act_at on page_act (at);
