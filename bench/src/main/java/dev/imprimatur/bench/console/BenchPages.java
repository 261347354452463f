package dev.imprimatur.bench.console;

import dev.imprimatur.bench.process.Times;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Asks a console for pages. */
final class BenchPages {
    /** A program that has just started needs several times as long. */
    private static final int REHEARSED = 40;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    BenchPages(String address) {
        this.address = address;
    }

    /** The pages that are measured, by what they are. */
    static Map<String, String> measured() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("first page", "/fleet");
        pages.put("filter by text", "/fleet?q=bench-00+n1");
        pages.put("filter by state", "/fleet?state=newly-failing");
        pages.put("filter by pattern", "/fleet?q=bench-0*/1*/os2");
        return pages;
    }

    /** How often each page is asked for in so many rounds, with the rehearsal. */
    static int asked(int rounds) {
        return rounds + Math.min(REHEARSED, rounds);
    }

    /** How long each page takes, from the request to its last byte, one after the other in turns. */
    Map<String, Times> times(int rounds) {
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        measured().keySet().forEach(name -> nanos.put(name, new ArrayList<>()));
        for (int round = -Math.min(REHEARSED, rounds); round < rounds; round++) {
            boolean counts = round >= 0;
            measured().forEach((name, path) -> {
                long before = System.nanoTime();
                page(path);
                if (counts) {
                    nanos.get(name).add(System.nanoTime() - before);
                }
            });
        }
        Map<String, Times> times = new LinkedHashMap<>();
        nanos.forEach((name, all) -> times.put(name, Times.of(all)));
        return times;
    }

    /** A page as it is. */
    String page(String path) {
        return body(request(path).build(), BodyHandlers.ofString());
    }

    /** The lines of a page's stream, from a position on. */
    Stream<String> stream(String position) {
        return body(
                request("/live?view=fleet")
                        .setHeader("Accept", "text/event-stream")
                        .header("Last-Event-ID", position)
                        .build(),
                BodyHandlers.ofLines());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Accept", "text/html");
    }

    private <T> T body(HttpRequest request, HttpResponse.BodyHandler<T> as) {
        try {
            HttpResponse<T> answer = client.send(request, as);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " answered with status " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
