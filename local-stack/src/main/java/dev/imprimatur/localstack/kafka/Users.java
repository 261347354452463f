package dev.imprimatur.localstack.kafka;

import static java.util.Map.entry;

import dev.imprimatur.kafkaaccess.Logins;
import dev.imprimatur.kafkaaccess.RuleSetup;
import dev.imprimatur.kafkaaccess.Rules;
import java.io.IOException;
import java.util.Map;

/**
 * Makes a broker ask who its clients are: services log in on a port of their own, and clients on the other port, which
 * need not, may do little. Broker and controller log in to each other, since either port can be reached from this
 * machine.
 *
 * @param logins the users' passwords
 * @param port where they log in
 */
public record Users(Logins logins, int port) {
    private static final String LISTENER = "USERS";

    /** Makes logins that are missing. */
    void write() throws IOException {
        logins.write("localhost:" + port);
    }

    /** What changes in an open broker's settings. */
    Map<String, String> settings(Map<String, String> open) throws IOException {
        String jaas = logins.brokerEntry();
        return Map.ofEntries(
                entry("listeners", open.get("listeners") + ",%s://127.0.0.1:%d".formatted(LISTENER, port)),
                entry(
                        "advertised.listeners",
                        open.get("advertised.listeners") + ",%s://localhost:%d".formatted(LISTENER, port)),
                entry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,%s:SASL_PLAINTEXT,%s:SASL_PLAINTEXT"
                                .formatted(LISTENER, BrokerSettings.CONTROLLER_LISTENER)),
                entry("inter.broker.listener.name", LISTENER),
                entry("sasl.enabled.mechanisms", "PLAIN"),
                entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                entry("sasl.mechanism.controller.protocol", "PLAIN"),
                entry("listener.name.users.plain.sasl.jaas.config", jaas),
                entry("listener.name.controller.plain.sasl.jaas.config", jaas),
                entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                entry("super.users", "User:%s;User:%s".formatted(Logins.BROKER, Logins.ADMIN)));
    }

    /** Sets in the broker who may do what. */
    void apply() throws IOException, InterruptedException {
        RuleSetup.apply(logins.adminClient(), Rules.all());
    }
}
