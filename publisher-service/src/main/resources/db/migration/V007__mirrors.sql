-- What a publication is to bring into a further production registry, and how far that is.
create table mirror_copy (
    id             text        primary key,
    registry       text        not null,
    publication_id text        not null references publication,
    image          text        not null,
    state          text        not null check (state in ('WAITING', 'DONE', 'SUPERSEDED')),
    attempts       int         not null default 0,
    failure        text,
    noted_at       timestamptz not null,
    finished_at    timestamptz
);
create index mirror_copy_waiting on mirror_copy (registry, noted_at) where state = 'WAITING';
create index mirror_copy_publication on mirror_copy (publication_id);

-- Between its tags and the news of them a publication has its turn at the mirrors.
alter table publication drop constraint publication_state_check;
alter table publication add constraint publication_state_check
    check (state in ('OPEN', 'RESTORING', 'TAGGED', 'PUBLISHED', 'FAILED', 'REJECTED'));
