package dev.imprimatur.feeds;

import dev.imprimatur.oci.BackOff;
import dev.imprimatur.oci.http.UriReference;
import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches an answer over HTTP, page by page as its {@code Link} headers say. */
final class HttpPages {
    private static final Pattern NEXT = Pattern.compile("<([^<>]*+)>\\s*+;[^,<]*\\brel=\"?next\"?");
    /** No page has more of it: what looks for the next one takes more than linear time for it. */
    private static final int LONGEST_LINK = 8 * 1024;

    private static final int MOST_PAGES = 100;
    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int TIMEOUTS = 4;
    private static final int LARGE_PAGES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    /** So many of them are the host's own silence. */
    private static final int SILENT_ADDRESSES = 2;

    private final FeedSettings settings;
    private final HttpClient client;
    private final boolean onePlan;
    /** Which addresses said nothing to this plan, by host and port. */
    private final Map<String, Set<URI>> silent = new ConcurrentHashMap<>();

    HttpPages(FeedSettings settings) {
        this(
                settings,
                HttpClient.newBuilder()
                        .connectTimeout(settings.timeout().compareTo(CONNECT) < 0 ? settings.timeout() : CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build(),
                false);
    }

    private HttpPages(FeedSettings settings, HttpClient client, boolean onePlan) {
        this.settings = settings;
        this.client = client;
        this.onePlan = onePlan;
    }

    /** The same for one plan: it asks a host that is silent twice at most, however many feeds are there. */
    HttpPages forPlan() {
        return new HttpPages(settings, client, true);
    }

    /** What a page may have, and what all pages together may have and take. */
    private final class Answer {
        private final int largest;
        private final long end;
        private long bytes;

        Answer(int largest, long end) {
            this.largest = largest;
            this.end = end;
        }

        LimitedBody body() {
            return new LimitedBody(largest);
        }

        void took(int more) {
            bytes += more;
            if (bytes > LARGE_PAGES * (long) largest) {
                throw new FeedException("its pages have more than " + LARGE_PAGES * (long) largest + " bytes together");
            }
        }

        Duration left() {
            return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        }
    }

    private Duration whole() {
        return settings.timeout().multipliedBy(TIMEOUTS);
    }

    /** When what begins now is given up at the latest, by {@link System#nanoTime()}. */
    long end() {
        return System.nanoTime() + whole().toNanos();
    }

    /** How long that is, for people. */
    String wholeText() {
        return FeedSettings.text(whole());
    }

    /** Every page's text, fetched when it is asked for, so that none is held beside the next. Fails as a whole. */
    Iterable<String> get(URI url) {
        return () -> new Pages(url, new Answer(settings.largest(), end()));
    }

    /** The same, with the most bytes that a page may have, and when it is given up, as {@link #end} says. */
    Iterable<String> get(URI url, int largest, long end) {
        return () -> new Pages(url, new Answer(largest, end));
    }

    private final class Pages implements Iterator<String> {
        private final URI first;
        private final Answer answer;
        private Optional<URI> next;
        private int number;

        Pages(URI first, Answer answer) {
            this.first = first;
            this.answer = answer;
            this.next = Optional.of(first);
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public String next() {
            URI page = next.orElseThrow();
            if (number++ == MOST_PAGES) {
                throw new FeedException("it has more than " + MOST_PAGES + " pages");
            }
            HttpResponse<byte[]> response = patiently(page, answer);
            answer.took(response.body().length);
            next = HttpPages.next(response, first);
            return new String(response.body(), StandardCharsets.UTF_8);
        }
    }

    private static Optional<URI> next(HttpResponse<byte[]> response, URI first) {
        for (String link : response.headers().allValues("Link")) {
            if (link.length() > LONGEST_LINK) {
                throw new FeedException("its Link header has more than " + LONGEST_LINK + " characters");
            }
            Matcher matcher = NEXT.matcher(link);
            if (matcher.find()) {
                URI next = resolved(response.uri(), matcher.group(1));
                if (!List.of(first.getAuthority(), response.uri().getAuthority())
                        .contains(next.getAuthority())) {
                    throw new FeedException("its next page is on another host, " + next.getAuthority());
                }
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private HttpResponse<byte[]> patiently(URI url, Answer answer) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> response = followed(url, answer);
                int status = response.statusCode();
                if (status == OK) {
                    return response;
                }
                if (status < SERVER_ERROR && status != TOO_MANY) {
                    throw new FeedException("it answers with status " + status);
                }
                if (attempt >= settings.attempts()) {
                    throw new FeedAwayException("it answers with status " + status, response.uri());
                }
            } catch (UnansweredException e) {
                if (!e.mayBeAskedAgain() || attempt >= settings.attempts()) {
                    e.silent().filter(asked -> onePlan).ifPresent(this::noteSilent);
                    throw e.failure();
                }
            }
            pause(attempt, url);
        }
    }

    /** One address that says nothing may be the only one: behind a proxy of a company a host has many sites. */
    private void noteSilent(URI asked) {
        silent.computeIfAbsent(asked.getAuthority(), host -> ConcurrentHashMap.newKeySet())
                .add(asked);
    }

    /** Whether this address was silent, or two others of its host. */
    private boolean wasSilent(URI url) {
        Set<URI> addresses = silent.getOrDefault(url.getAuthority(), Set.of());
        return addresses.contains(url) || addresses.size() >= SILENT_ADDRESSES;
    }

    /** Where redirects lead in the end; each is looked at before it is followed. */
    private HttpResponse<byte[]> followed(URI url, Answer answer) throws UnansweredException {
        URI next = url;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            settings.check(next);
            HttpResponse<byte[]> response = once(next, answer);
            Optional<String> location = REDIRECTS.contains(response.statusCode())
                    ? response.headers().firstValue("Location")
                    : Optional.empty();
            if (location.isEmpty()) {
                return response;
            }
            next = redirected(next, location.get());
        }
        throw new FeedException("it redirects more than " + MOST_REDIRECTS + " times");
    }

    private static URI redirected(URI from, String location) {
        URI to = resolved(from, location);
        boolean http = "http".equals(to.getScheme()) && "http".equals(from.getScheme());
        if ((!http && !"https".equals(to.getScheme())) || to.getHost() == null || to.getUserInfo() != null) {
            throw new FeedException("it redirects to an address that is not asked: one without TLS, or with a login");
        }
        return to;
    }

    private static URI resolved(URI from, String reference) {
        try {
            return UriReference.resolve(from, reference);
        } catch (IllegalArgumentException e) {
            throw new FeedException("it leads on to what is no address");
        }
    }

    /** The time limit is for the whole response, not only for its beginning. */
    private HttpResponse<byte[]> once(URI url, Answer answer) throws UnansweredException {
        if (wasSilent(url)) {
            throw UnansweredException.notAsked(url);
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json, text/plain;q=0.9, */*;q=0.1")
                .header("User-Agent", "imprimatur")
                .build();
        Duration left = answer.left();
        boolean last = left.compareTo(settings.timeout()) < 0;
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, head -> {
            begun.set(true);
            return answer.body();
        });
        try {
            return response.get((last ? left : settings.timeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw last || begun.get()
                    ? UnansweredException.within(last ? wholeText() : settings.timeoutText(), url)
                    : UnansweredException.silent(settings.timeoutText(), url);
        } catch (ExecutionException e) {
            throw UnansweredException.of(e.getCause(), url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedAwayException("interrupted while asking", url);
        } finally {
            response.cancel(true);
        }
    }

    private void pause(int attempt, URI url) {
        try {
            Thread.sleep(new BackOff(settings.pause(), LONGEST_PAUSE).after(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedAwayException("interrupted while asking", url);
        }
    }
}
