package dev.imprimatur.kafkaaccess;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The users' logins, in files that only their owner may read: a folder for each user, so that none needs to see
 * another's.
 *
 * <p>{@code broker/} has all passwords, and what the broker is configured with. A user whose password is not there gets
 * a new one.
 *
 * @param folder holds a folder for each user
 */
public record Logins(Path folder) {
    /** The user as whom broker and controller speak to each other. */
    public static final String BROKER = "broker";
    /** The user who may do everything. */
    public static final String ADMIN = "admin";

    private static final List<String> SERVICES = List.of("renderer", "builder", "tester", "publisher", "console");
    private static final int PASSWORD_BYTES = 24;
    private static final String JAAS = "jaas";

    /**
     * Makes what is missing, and writes every user's file.
     *
     * @param address where the broker listens for those who log in
     */
    public void write(String address) throws IOException {
        Map<String, String> passwords = passwords();
        SecretFile.write(passwordFile(), lines(passwords));
        SecretFile.write(brokerFile(), lines(Map.of(JAAS, brokerEntry(passwords))));
        SecretFile.write(clientFile(), lines(client(passwords.get(ADMIN), address)));
        for (String service : SERVICES) {
            SecretFile.write(
                    folder.resolve(service).resolve("kafka.properties"),
                    lines(prefixed(settings(service, passwords.get(service)))));
        }
    }

    /** The broker's own login and every user's password, in JAAS' form. */
    public String brokerEntry() throws IOException {
        return properties(brokerFile()).getProperty(JAAS);
    }

    /** The configuration of a client of the admin. */
    public Map<String, Object> adminClient() throws IOException {
        return client(clientFile());
    }

    /** A client's configuration, as a file has it. */
    static Map<String, Object> client(Path file) throws IOException {
        return properties(file).entrySet().stream()
                .collect(Collectors.toMap(each -> (String) each.getKey(), Map.Entry::getValue));
    }

    private Map<String, String> passwords() throws IOException {
        Properties known = Files.exists(passwordFile()) ? properties(passwordFile()) : new Properties();
        Map<String, String> passwords = new TreeMap<>();
        Stream.concat(Stream.of(BROKER, ADMIN), SERVICES.stream())
                .forEach(user -> passwords.put(user, known.getProperty(user, password())));
        return passwords;
    }

    /** Of letters that need no quotes anywhere. */
    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String brokerEntry(Map<String, String> passwords) {
        String users = passwords.entrySet().stream()
                .map(each -> " user_%s=\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        return module(BROKER, passwords.get(BROKER)) + users + ";";
    }

    private static Map<String, String> client(String password, String address) {
        Map<String, String> client = settings(ADMIN, password);
        client.put("bootstrap.servers", address);
        return client;
    }

    private static Map<String, String> settings(String user, String password) {
        return new TreeMap<>(Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                module(user, password) + ";"));
    }

    /** As services have Kafka's settings among their own. */
    private static Map<String, String> prefixed(Map<String, String> settings) {
        return settings.entrySet().stream()
                .collect(Collectors.toMap(each -> "kafka." + each.getKey(), Map.Entry::getValue));
    }

    private static String module(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(user, password);
    }

    private static String lines(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    private Path passwordFile() {
        return folder.resolve(BROKER).resolve("passwords.properties");
    }

    private Path brokerFile() {
        return folder.resolve(BROKER).resolve("broker.properties");
    }

    private Path clientFile() {
        return folder.resolve(ADMIN).resolve("client.properties");
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream content = Files.newInputStream(file)) {
            properties.load(content);
        }
        return properties;
    }
}
