package dev.imprimatur.oci.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer that is there to its last byte within the request's time-out: Java's client keeps time until the headers
 * are there.
 */
public final class WholeAnswer {
    /** The client's own time-out comes first, and says more. */
    private static final long SLACK_MILLIS = 500;

    private WholeAnswer() {}

    /**
     * The answer, with a body that is taken whole.
     *
     * @param request with a time-out
     * @throws IOException if there is none, or none within the time-out
     */
    public static <T> HttpResponse<T> of(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        long millis = request.timeout().orElseThrow().toMillis() + SLACK_MILLIS;
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException(
                    "the answer did not end within " + request.timeout().orElseThrow());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            throw cause instanceof IOException trouble ? trouble : new IOException(cause);
        }
    }
}
