package dev.imprimatur.localstack;

import dev.imprimatur.localstack.start.StartFailure;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param home folder that keeps everything across restarts
 * @param programs folder that PostgreSQL's programs are unpacked into, unless they are there; several stacks may share
 *     one
 * @param kafkaPort port of the broker; 0 means the one used before, or any that is free
 * @param postgresPort port of the database; 0 means the one used before, or any that is free
 * @param users folder of the logins of Kafka's users; without one there are none, and every client may do everything
 * @param usersPort port of the broker for those who log in
 * @param servicesLogin file with the role and the password by which services log in to the database
 * @param logs folder of logs of others that are to be kept small, beside its own
 * @param untilStdinCloses whether to exit when standard input ends, so that a test that dies leaves no orphan
 */
@RecordBuilder
record Options(
        Path home,
        Path programs,
        int kafkaPort,
        int postgresPort,
        Optional<Path> users,
        int usersPort,
        Optional<Path> servicesLogin,
        Optional<Path> logs,
        boolean untilStdinCloses) {

    static final String USAGE =
            "usage: LocalStack --home DIR [--programs DIR] [--kafka-port N] [--postgres-port N] [--users DIR --users-port N]"
                    + " [--services-login FILE] [--logs DIR] [--until-stdin-closes]";

    static Options parse(List<String> arguments) throws StartFailure {
        OptionsBuilder options = OptionsBuilder.builder();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--home" -> options.home(path(value(option, rest)));
                case "--programs" -> options.programs(path(value(option, rest)));
                case "--kafka-port" -> options.kafkaPort(port(option, value(option, rest)));
                case "--postgres-port" -> options.postgresPort(port(option, value(option, rest)));
                case "--users" -> options.users(Optional.of(path(value(option, rest))));
                case "--users-port" -> options.usersPort(port(option, value(option, rest)));
                case "--services-login" -> options.servicesLogin(Optional.of(path(value(option, rest))));
                case "--logs" -> options.logs(Optional.of(path(value(option, rest))));
                case "--until-stdin-closes" -> options.untilStdinCloses(true);
                default -> throw wrong("unknown option " + option);
            }
        }
        if (options.home() == null) {
            throw wrong("--home is missing");
        }
        if (options.users().isPresent() != (options.usersPort() != 0)) {
            throw wrong("--users and --users-port belong together");
        }
        if (options.programs() == null) {
            options.programs(options.home());
        }
        return options.build();
    }

    private static Path path(String value) {
        return Path.of(value).toAbsolutePath().normalize();
    }

    private static String value(String option, Iterator<String> rest) throws StartFailure {
        if (!rest.hasNext()) {
            throw wrong(option + " needs a value");
        }
        return rest.next();
    }

    private static int port(String option, String value) throws StartFailure {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw wrong(option + " must be a number from 0 to 65535, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    private static StartFailure wrong(String what) {
        return new StartFailure(StartFailure.USAGE, what + System.lineSeparator() + USAGE);
    }
}
