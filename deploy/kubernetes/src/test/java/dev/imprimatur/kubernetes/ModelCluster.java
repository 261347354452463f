package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many replicas a cluster with an overlay has after commands of kubectl. KEDA keeps what is paused at its number
 * whatever others set, and wakes what has work in the database that it asks; after a pause it ends again what has none,
 * since its cooldown is over by then. An autoscaler leaves alone what is at none.
 */
final class ModelCluster {
    private static final Map<Pattern, BiFunction<ModelCluster, Matcher, Boolean>> COMMANDS = Map.ofEntries(
            command("kubectl -n (\\S+) patch cronjob (\\S+) -p '(.*)'", ModelCluster::patch),
            command(
                    "kubectl -n (\\S+) annotate scaledobject --all autoscaling\\.keda\\.sh/paused-replicas(?:=0|(-))",
                    ModelCluster::pause),
            command("kubectl -n (\\S+) scale (\\S+) --all --replicas ([0-9]+)", ModelCluster::scale),
            command(
                    "kubectl -n (\\S+) wait --for=delete pod -l 'app\\.kubernetes\\.io/name in \\((.*)\\)' --timeout ([0-9]+)m",
                    ModelCluster::await),
            command(
                    "kubectl apply -f deploy/kubernetes/overlays/mine/restored-cluster\\.yaml",
                    (cluster, command) -> cluster.restore()),
            command(
                    "kubectl -n imprimatur-data wait --for=condition=Ready cluster/(\\S+) --timeout [0-9]+h",
                    (cluster, command) -> cluster.database.equals(command.group(1))),
            command(
                    "kubectl -n imprimatur-data get secret (\\S+?)-(?:cluster-ca-cert|ca)"
                            + " -o jsonpath='\\{\\.data\\.ca\\\\\\.crt}' \\| base64 -d > (kafka|database)\\.crt",
                    ModelCluster::fetch),
            command(
                    "kubectl -n (\\S+) create configmap trust --from-file kafka\\.crt --from-file database\\.crt"
                            + " --dry-run=client -o yaml \\| kubectl apply -f -",
                    ModelCluster::trust),
            command(
                    "password=\\$\\(kubectl -n imprimatur-data get secret scaler-database"
                            + " -o jsonpath='\\{\\.data\\.password}' \\| base64 -d\\)",
                    (cluster, command) -> true),
            command(
                    "kubectl -n imprimatur-engines create secret generic scaler-database --from-literal"
                            + " \"connection=host=(\\S+)-rw\\.imprimatur-data port=5432 user=scaler password=\\$password"
                            + " dbname=imprimatur sslmode=require\" --dry-run=client -o yaml \\| kubectl apply -f -",
                    ModelCluster::connectScaler),
            command("kubectl apply -k deploy/kubernetes/overlays/mine", (cluster, command) -> cluster.apply()));

    /** Such as {@code imprimatur/console}, with its kind. */
    private final Map<String, String> kinds = new TreeMap<>();

    /** Those that a manifest says; the others are the autoscaler's. */
    private final Map<String, Integer> manifests = new TreeMap<>();

    private final Map<String, Integer> replicas = new TreeMap<>();
    private final Map<String, Duration> graces = new TreeMap<>();
    private final Set<String> ending = new TreeSet<>();
    private final Set<String> scaledObjects;
    private final Set<String> paused = new TreeSet<>();
    private final Set<String> cooledDown = new TreeSet<>();
    private String database = "database";
    /** What each CA that was fetched is of, by its file. */
    private final Map<String, String> fetched = new TreeMap<>();
    /** By namespace, the database whose CA its services trust. */
    private final Map<String, String> trusted = new TreeMap<>();

    private String scalersDatabase = database;
    private final Set<String> cronJobs;
    private final Set<String> suspended = new TreeSet<>();
    private final boolean workWaits;

    /** In the middle of its work. */
    ModelCluster(String overlay, boolean workWaits) {
        this.workWaits = workWaits;
        Manifests.workloads(overlay)
                .filter(workload -> workload.object().at("/spec/template").isObject())
                .forEach(workload -> {
                    JsonNode number = workload.object().at("/spec/replicas");
                    kinds.put(
                            workload.toString(),
                            workload.object().path("kind").asText().toLowerCase(Locale.ROOT));
                    replicas.put(workload.toString(), number.asInt(2));
                    graces.put(
                            workload.toString(),
                            Duration.ofSeconds(workload.pod()
                                    .path("terminationGracePeriodSeconds")
                                    .asInt(30)));
                    if (number.isInt()) {
                        manifests.put(workload.toString(), number.asInt());
                    }
                });
        scaledObjects = names(overlay, "ScaledObject", "/spec/scaleTargetRef/name");
        cronJobs = names(overlay, "CronJob", "/metadata/name");
    }

    private static Map.Entry<Pattern, BiFunction<ModelCluster, Matcher, Boolean>> command(
            String pattern, BiFunction<ModelCluster, Matcher, Boolean> effect) {
        return Map.entry(Pattern.compile(pattern), effect);
    }

    private static Set<String> names(String overlay, String kind, String name) {
        return Manifests.ofKind(overlay, kind).stream()
                .map(object -> object.at("/metadata/namespace").asText() + "/"
                        + object.at(name).asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Does what a command says; one that is not known, or names what is not there, is an error. */
    void take(String command) {
        boolean taken = COMMANDS.entrySet().stream().anyMatch(each -> {
            Matcher matcher = each.getKey().matcher(command);
            return matcher.matches() && each.getValue().apply(this, matcher);
        });
        if (!taken) {
            throw new AssertionError("no such command, or nothing of that name: " + command);
        }
        for (String target : scaledObjects) {
            if (paused.contains(target)) {
                set(target, 0);
                cooledDown.add(target);
            } else if (workWaits && scalersDatabase.equals(database)) {
                set(target, Math.max(1, replicas.get(target)));
            } else if (cooledDown.contains(target)) {
                set(target, 0);
            }
        }
    }

    private void set(String workload, int number) {
        if (number == 0 && replicas.get(workload) > 0) {
            ending.add(workload);
        }
        replicas.put(workload, number);
    }

    private boolean patch(Matcher command) {
        String job = command.group(1) + "/" + command.group(2);
        try {
            JsonNode suspend = Manifests.YAML.readTree(command.group(3)).at("/spec/suspend");
            if (suspend.asBoolean()) {
                suspended.add(job);
            } else {
                suspended.remove(job);
            }
            return cronJobs.contains(job) && suspend.isBoolean();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where there is no KEDA there is nothing to pause. */
    private boolean pause(Matcher command) {
        Set<String> ofNamespace = in(command.group(1), scaledObjects.stream());
        if (command.group(2) == null) {
            paused.addAll(ofNamespace);
        } else {
            paused.removeAll(ofNamespace);
        }
        return scaledObjects.isEmpty() || !ofNamespace.isEmpty();
    }

    private boolean scale(Matcher command) {
        List<String> kind = List.of(command.group(2).split(","));
        Set<String> scaled = in(
                command.group(1),
                kinds.entrySet().stream()
                        .filter(each -> kind.contains(each.getValue()))
                        .map(Map.Entry::getKey));
        scaled.forEach(each -> set(each, Integer.parseInt(command.group(3))));
        return !scaled.isEmpty();
    }

    /** What is given too little time, or has been started again meanwhile, is not gone. */
    private boolean await(Matcher command) {
        Set<String> names = Stream.of(command.group(2).split(","))
                .map(name -> command.group(1) + "/" + name)
                .collect(Collectors.toSet());
        Duration limit = Duration.ofMinutes(Integer.parseInt(command.group(3)));
        ending.removeIf(each -> names.contains(each)
                && replicas.get(each) == 0
                && graces.get(each).compareTo(limit) <= 0);
        return replicas.keySet().containsAll(names);
    }

    private boolean restore() {
        database = "restored";
        return true;
    }

    private boolean fetch(Matcher command) {
        fetched.put(command.group(2), command.group(1));
        return true;
    }

    private boolean trust(Matcher command) {
        trusted.put(command.group(1), fetched.get("database"));
        return "events".equals(fetched.get("kafka"));
    }

    private boolean connectScaler(Matcher command) {
        scalersDatabase = command.group(1);
        return true;
    }

    private boolean apply() {
        manifests.forEach(this::set);
        return true;
    }

    private static Set<String> in(String namespace, Stream<String> names) {
        return names.filter(name -> name.startsWith(namespace + "/")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What has a replica. */
    List<String> running() {
        return replicas.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What has a replica, and does not trust the database that there is. */
    List<String> refusing() {
        return running().stream()
                .filter(each ->
                        !database.equals(trusted.getOrDefault(each.substring(0, each.indexOf('/')), "database")))
                .toList();
    }

    /** What goes, and has not been waited for. */
    Set<String> ending() {
        return ending;
    }

    /** What KEDA scales. */
    Set<String> scaledByKeda() {
        return scaledObjects;
    }

    /** What KEDA does not scale now. */
    Set<String> paused() {
        return paused;
    }

    /** What asks for rebuilds by itself. */
    List<String> asking() {
        return cronJobs.stream().filter(job -> !suspended.contains(job)).toList();
    }
}
