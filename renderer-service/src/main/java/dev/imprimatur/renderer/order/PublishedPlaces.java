package dev.imprimatur.renderer.order;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.feeds.LimitedBody;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.renderer.proof.PublicationsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the publisher for the highest place that it knows. What no publisher signed for this very question is no answer.
 */
@ApplicationScoped
class PublishedPlaces {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int LARGEST = 1 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    @Inject
    Peers peers;

    @Inject
    PublicationsConfig publications;

    /** The highest place that the publisher at this address knows; 0 if it knows none. */
    long highest(URI publisher) throws UnansweredException {
        String nonce = UUID.randomUUID().toString();
        URI question = publisher.resolve(HighestPlace.PATH + "?nonce=" + nonce);
        HttpResponse<byte[]> answer = answer(question);
        if (answer.statusCode() != OK) {
            throw new UnansweredException("it answers " + answer.statusCode()
                    + switch (answer.statusCode()) {
                        case 401 -> ": it has another imprimatur.http.peer-secret";
                        case 404 -> ": it is no publisher, or one of an earlier release";
                        default -> "";
                    });
        }
        return believed(answer.body(), nonce);
    }

    /** The time limit is for the whole answer. */
    private HttpResponse<byte[]> answer(URI question) throws UnansweredException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(peers.request(question).GET().build(), head -> new LimitedBody(LARGEST));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnansweredException("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new UnansweredException(
                    "no answer (" + e.getCause().getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while asking the publisher", e);
        } finally {
            answer.cancel(true);
        }
    }

    private long believed(byte[] answer, String nonce) throws UnansweredException {
        try {
            Statement statement = Statement.parse(Envelope.parse(EventJson.MAPPER.readTree(answer))
                    .verified(
                            Envelope.IN_TOTO,
                            TrustedSigners.of(publications.keys(), SharedClock.UTC)
                                    .counting()));
            long place =
                    statement.predicate(HighestPlace.TYPE, HighestPlace.class).place();
            if (!statement.digest().equals(HighestPlace.subject(nonce))) {
                throw new UnansweredException("it answers another question");
            }
            if (place < 0 || place > HighestPlace.LAST) {
                throw new UnansweredException("it answers " + place + ", which no renderer ever gives");
            }
            return place;
        } catch (IOException e) {
            throw new UnansweredException("its answer cannot be read");
        } catch (AttestationException e) {
            throw new UnansweredException("its answer is not believed: " + e.getMessage());
        }
    }
}
