package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A key of a Secret or ConfigMap that something in this namespace reads; the key is empty where it reads all. */
record Need(String namespace, String name, String key) {
    static final String DATA = "imprimatur-data";

    /** What is read in an overlay, or with a component, and does not come with it. */
    static List<Need> of(String name) {
        Set<String> there = Stream.of("Secret", "ConfigMap")
                .flatMap(kind -> Manifests.ofKind(name, kind).stream())
                .map(object -> object.at("/metadata/namespace").asText() + "/"
                        + object.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        return Stream.of(ofPods(name), ofAccounts(name), ofOperators(name))
                .flatMap(needs -> needs)
                .filter(need -> !there.contains(need.namespace() + "/" + need.name()))
                .distinct()
                .toList();
    }

    private static Stream<Need> ofPods(String name) {
        return Manifests.workloads(name).flatMap(workload -> {
            Stream<Need> keys = Stream.of("secretKeyRef", "configMapKeyRef")
                    .flatMap(reference -> workload.pod().findValues(reference).stream())
                    .map(reference -> need(workload.namespace(), reference, "name", "key"));
            Stream<Need> volumes = Manifests.stream(workload.pod().path("volumes"))
                    .flatMap(volume -> Stream.of(
                            need(workload.namespace(), volume.path("secret"), "secretName", "key"),
                            need(workload.namespace(), volume.path("configMap"), "name", "key")))
                    .filter(need -> !need.name().isEmpty());
            return Stream.concat(keys, volumes);
        });
    }

    private static Stream<Need> ofAccounts(String name) {
        return Manifests.ofKind(name, "ServiceAccount").stream()
                .flatMap(account -> Manifests.stream(account.path("imagePullSecrets"))
                        .map(secret -> new Need(
                                account.at("/metadata/namespace").asText(),
                                secret.path("name").asText(),
                                ".dockerconfigjson")));
    }

    private static Need need(String namespace, JsonNode reference, String name, String key) {
        return new Need(
                namespace, reference.path(name).asText(), reference.path(key).asText());
    }

    /** A role of CloudNativePG's has its name in the Secret too, or else no password. */
    private static Stream<Need> ofOperators(String name) {
        Stream<Need> roles = Manifests.ofKind(name, "Cluster").stream()
                .flatMap(cluster -> cluster.findValues("passwordSecret").stream())
                .flatMap(secret -> Stream.of("username", "password")
                        .map(key -> new Need(DATA, secret.path("name").asText(), key)));
        Stream<Need> users = Manifests.ofKind(name, "KafkaUser").stream()
                .flatMap(user -> user.findValues("secretKeyRef").stream())
                .map(reference -> need(DATA, reference, "name", "key"));
        Stream<Need> scalers = Manifests.ofKind(name, "TriggerAuthentication").stream()
                .flatMap(login -> Stream.of("secretTargetRef", "configMapTargetRef")
                        .flatMap(kind -> Manifests.stream(login.at("/spec/" + kind)))
                        .map(reference -> need(login.at("/metadata/namespace").asText(), reference, "name", "key")));
        Stream<Need> stores = Manifests.ofKind(name, "ObjectStore").stream()
                .flatMap(store -> Manifests.stream(store.at("/spec/configuration/s3Credentials")))
                .map(reference -> need(DATA, reference, "name", "key"));
        return Stream.of(roles, users, scalers, stores).flatMap(needs -> needs);
    }
}
