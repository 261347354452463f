package dev.imprimatur.console.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.proof.Believer;
import dev.imprimatur.messaging.proof.NeededKeys;
import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.proof.TrustedSenders;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Believes what services tell if they signed it with keys that are configured. Requests are anyone's. */
@Singleton
public class Senders implements Believer {
    private final TrustedSenders renderers;
    private final SignedResults results;

    @Inject
    Senders(OrderConfig order, BuildsConfig builds, TrustConfig trust, PublicationsConfig publications) {
        renderers = new TrustedSenders("a renderer", "imprimatur.order", order.keys(), order.unsigned());
        results = new SignedResults(
                new TrustedSenders("a builder", "imprimatur.builds", builds.keys(), builds.unsigned()),
                trust.keys(),
                new TrustedSenders(
                        "a publisher", "imprimatur.publications", publications.keys(), publications.unsigned()));
    }

    @Override
    public List<NeededKeys> needed() {
        return Stream.of(renderers, results)
                .flatMap(each -> each.needed().stream())
                .toList();
    }

    /**
     * Checks an event that just came.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came
     * @throws BadEventException if it is to be signed, and no key of its sender that counts did that
     */
    public void check(Event event, ObjectNode json, Instant received) {
        switch (event) {
            case RenderCompleted rendered -> renderers.check(rendered, json, received);
            case RebuildCompleted completed -> renderers.check(completed, json, received);
            default -> results.check(event, json, received);
        }
    }

    /** Whether an event that came before is to be believed: its key may have been retired since. */
    public boolean isGenuine(Event event, ConsumerRecord<String, byte[]> record) {
        return switch (event) {
            case RenderCompleted rendered -> renderers.isGenuine(rendered, record);
            case RebuildCompleted completed -> renderers.isGenuine(completed, record);
            default -> results.isGenuine(event, record);
        };
    }
}
