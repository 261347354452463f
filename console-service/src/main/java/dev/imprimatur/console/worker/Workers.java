package dev.imprimatur.console.worker;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.answer.Silent;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.events.Stage;
import dev.imprimatur.httpaccess.Peers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** All builders and testers that did something of late, or are doing something. */
@Singleton
public class Workers {
    private static final Duration OF_LATE = Duration.ofDays(7);
    private static final int MOST = 200;
    private static final int LAST = 20;

    private static final String TRIED = """
            with seen as (select stage, worker from attempt
                          where worker is not null and started_at > :since
                          group by stage, worker order by max(started_at) desc limit :most)
            select tried.* from seen cross join lateral (
                select * from attempt a
                where a.stage = seen.stage and a.worker = seen.worker and a.started_at > :since
                order by a.started_at desc limit :last) as tried
            order by tried.started_at desc""";

    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    @Inject
    EntityManager entities;

    @Inject
    Clock clock;

    private List<WorkingService> services;

    @PostConstruct
    void know() {
        HttpClient client = Replicas.hasty();
        services = List.of(
                new WorkingService(
                        Stage.BUILD.word(),
                        "/api/builds",
                        "building",
                        new Replicas("builder", config.builder(), client, peers)),
                new WorkingService(
                        Stage.TEST.word(),
                        "/api/tests",
                        "testing",
                        new Replicas("tester", config.tester(), client, peers)));
    }

    /**
     * All of them.
     *
     * @param workers builders first, then testers, by their names
     * @param silent services that could not be asked what theirs are doing
     */
    @Schema(name = "WorkersNow")
    public record Page(List<WorkerView> workers, List<Silent> silent) {}

    /** All of them, as they are now. No transaction is open while services are asked. */
    public Page now() {
        Instant now = clock.instant();
        Map<String, Map<String, List<MadeAttempt>>> tried =
                QuarkusTransaction.joiningExisting().call(() -> tried(now.minus(OF_LATE)));
        List<WorkerView> workers = new ArrayList<>();
        List<Silent> silent = new ArrayList<>();
        for (WorkingService service : services) {
            Map<String, List<MadeAttempt>> made = tried.getOrDefault(service.stage(), Map.of());
            Optional<Map<String, List<Doing>>> known = doing(service, silent);
            Map<String, List<Doing>> doing = known.orElse(Map.of());
            TreeSet<String> names = new TreeSet<>(made.keySet());
            names.addAll(doing.keySet());
            names.forEach(name -> workers.add(WorkerView.of(
                    service.stage(),
                    name,
                    made.getOrDefault(name, List.of()),
                    doing.getOrDefault(name, List.of()),
                    known.isPresent(),
                    now)));
        }
        return new Page(workers, silent);
    }

    private static Optional<Map<String, List<Doing>>> doing(WorkingService service, List<Silent> silent) {
        try {
            return Optional.of(service.doing());
        } catch (ApiException e) {
            silent.add(new Silent(service.owner().service(), e.getMessage()));
            return Optional.empty();
        }
    }

    /** By stage and worker what was tried last, the newest first. */
    @SuppressWarnings("unchecked")
    private Map<String, Map<String, List<MadeAttempt>>> tried(Instant since) {
        List<MadeAttempt> made = entities.createNativeQuery(TRIED, MadeAttempt.class)
                .setParameter("since", since)
                .setParameter("most", MOST)
                .setParameter("last", LAST)
                .getResultList();
        return made.stream()
                .collect(Collectors.groupingBy(each -> each.stage, Collectors.groupingBy(each -> each.worker)));
    }
}
