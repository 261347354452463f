package dev.imprimatur.publisher.approval;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Refused verdicts are kept only as long as logs: anybody who can write to Kafka can add to them. */
@ApplicationScoped
class OldRefusals extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE =
            "delete from refusal where id in (select id from refusal where refused_at < ? limit ?)";

    OldRefusals() {
        super("refusals", RetentionConfig::logs, MOST, DELETE);
    }
}
