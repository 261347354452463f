package dev.imprimatur.system.cluster;

import dev.imprimatur.system.Lag;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;

/** Runs in a service's pod, with its libraries: prints the number that a query finds, a lag, or what tags are. */
final class Measure {
    private Measure() {}

    /**
     * Prints what is asked for.
     *
     * @param arguments {@code number} and a query; or {@code lag}, a group, a topic, and what counts where nothing was
     *     read; or {@code digests}, a registry, and each {@code repository:tag}, whose digests are a line each
     * @throws Exception if one of them cannot be found out
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "number" -> System.out.println(number(arguments[1]));
            case "lag" -> System.out.println(lag(arguments[1], arguments[2], arguments[3]));
            default -> {
                for (int tag = 2; tag < arguments.length; tag++) {
                    System.out.println(digest(arguments[1], arguments[tag].split(":")));
                }
            }
        }
    }

    /** Of the bytes themselves, whatever the registry says. */
    private static String digest(String registry, String[] tag) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + registry + "/v2/" + tag[0] + "/manifests/" + tag[1]))
                .header(
                        "Accept",
                        "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json")
                .build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() != 200
                ? "none: " + answer.statusCode()
                : "sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(answer.body()));
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + System.getenv("DATABASE"), "scaler", "trying");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long lag(String group, String topic, String resetPolicy) {
        try (Lag lag = new Lag(Map.of("bootstrap.servers", System.getenv("KAFKA_BOOTSTRAP_SERVERS")))) {
            return lag.of(group, topic, resetPolicy);
        }
    }
}
