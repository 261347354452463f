package dev.imprimatur.kafkaaccess;

import java.io.IOException;
import java.nio.file.Path;

/** Users and rules of a broker that runs in a container: logins before it starts, rules once it does. */
public final class KafkaAccess {

    private KafkaAccess() {}

    /**
     * Runs one of the two.
     *
     * @param arguments {@code logins FOLDER HOST:PORT}, or {@code rules FILE} with the configuration of the admin's
     *     client
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 3 && arguments[0].equals("logins")) {
            new Logins(Path.of(arguments[1])).write(arguments[2]);
        } else if (arguments.length == 2 && arguments[0].equals("rules")) {
            RuleSetup.apply(Logins.client(Path.of(arguments[1])), Rules.all());
        } else {
            System.err.println("usage: KafkaAccess logins FOLDER HOST:PORT | rules FILE");
            System.exit(2);
        }
    }
}
