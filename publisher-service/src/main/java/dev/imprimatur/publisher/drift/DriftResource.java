package dev.imprimatur.publisher.drift;

import dev.imprimatur.oci.Digest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** Published tags that another program moved or deleted. */
@Path("/api/drift")
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {
    @Inject
    DriftLedger ledger;

    /**
     * A tag that differs.
     *
     * @param reference its full reference
     * @param expected the digest that it was published as
     * @param found the digest that it has, or null if it is missing
     * @param seenAt when that was first seen
     */
    public record Entry(String reference, Digest expected, Digest found, Instant seenAt) {}

    /** What differed when it was last read back. */
    @GET
    public List<Entry> drift() {
        return ledger.open().stream()
                .map(drift -> new Entry(drift.reference, drift.expected, drift.found, drift.seenAt))
                .toList();
    }
}
