package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Set;
import javax.sql.DataSource;

/** Which events this service has handled, by identity and content. */
@ApplicationScoped
public class HandledEvents {
    /** A row without a source is of a release that noted no content: what it handled may have been another event. */
    private static final String HANDLED = """
            select topic, source, event_id, digest
              from unnest(?, ?, ?, ?) as asked (topic, source, event_id, digest)
              join inbox_event using (topic, source, event_id, digest)
             where not exists (select 1 from inbox
                                where inbox.event_id = asked.event_id and inbox.topic = asked.topic
                                  and inbox.source is null)""";

    @Inject
    DataSource dataSource;

    /**
     * An event with its content.
     *
     * @param identity which event
     * @param digest of the record's value
     */
    public record Content(EventIdentity identity, Digest digest) {}

    /** Those that were handled with just this content. */
    public Set<Content> among(Collection<Content> asked) {
        return Sql.run(
                dataSource,
                "cannot read which events were handled",
                sql -> Set.copyOf(sql.list(
                        HANDLED,
                        row -> new Content(
                                new EventIdentity(row.getString(1), row.getString(2), row.getString(3)),
                                new Digest(row.getString(4))),
                        columns(asked))));
    }

    /** Topics, sources, ids and digests, as parameters of a statement. */
    static Object[] columns(Collection<Content> contents) {
        return new Object[] {
            contents.stream().map(each -> each.identity().topic()).toList(),
            contents.stream().map(each -> each.identity().source()).toList(),
            contents.stream().map(each -> each.identity().id()).toList(),
            contents.stream().map(each -> each.digest().value()).toList()
        };
    }
}
