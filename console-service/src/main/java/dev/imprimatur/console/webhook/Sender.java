package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.LogText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends deliveries. Redirects are not followed: an endpoint that moved is registered again. */
@ApplicationScoped
class Sender {
    @Inject
    WebhookConfig config;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Sends it. What cannot even be sent is not taken, like what is not answered. */
    Reply send(Sending sending) {
        try {
            return post(sending);
        } catch (IOException e) {
            return refused("no answer: ", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Refused("interrupted: the console stopped", Duration.ZERO);
        } catch (RuntimeException e) {
            return refused("cannot be sent: ", e);
        }
    }

    private static Reply refused(String what, Exception e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Reply.Refused(what + LogText.of(why), Duration.ZERO);
    }

    private Reply post(Sending sending) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(sending.url())
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "imprimatur")
                .header("webhook-id", sending.id())
                .header("webhook-timestamp", Long.toString(sending.at().getEpochSecond()))
                .header("webhook-signature", sending.signatures())
                .POST(BodyPublishers.ofString(sending.body()))
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        // Nothing of the body matters, and it may have no end.
        response.body().close();
        return reply(response);
    }

    private Reply reply(HttpResponse<?> response) {
        int status = response.statusCode();
        String text = "status " + status;
        if (status / 100 == 2) {
            return new Reply.Taken(text);
        }
        if (status == 410) {
            return new Reply.Gone(text);
        }
        Duration wait = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
        return new Reply.Refused(text, wait.compareTo(config.longestWait()) > 0 ? config.longestWait() : wait);
    }
}
