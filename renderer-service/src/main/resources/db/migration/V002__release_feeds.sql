-- The last good answer of each release feed, and what former answers told: a feed that is down changes no plan.
create table feed_answer (
    family text not null,
    feed   text not null,
    answer text not null,
    primary key (family, feed)
);
