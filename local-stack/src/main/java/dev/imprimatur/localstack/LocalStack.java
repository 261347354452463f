package dev.imprimatur.localstack;

import dev.imprimatur.localstack.postgres.Database;
import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Starts broker and database, says where they listen, and stops them when the process is asked to end.
 *
 * <p>Standard output carries {@code IMPRIMATUR_KAFKA=host:port}, {@code IMPRIMATUR_POSTGRES=host:port/database} and
 * then {@code READY}, one a line. The role and the database are named imprimatur, and so is the password; services have
 * a login of their own where {@code --services-login} names one.
 */
public final class LocalStack {

    private LocalStack() {}

    /**
     * Runs until SIGTERM, or until one of the two servers ends, or, if so asked, until standard input ends.
     *
     * @param arguments {@code --home DIR [--kafka-port N] [--postgres-port N] [--users DIR --users-port N]
     *     [--services-login FILE] [--logs DIR] [--until-stdin-closes]}
     */
    public static void main(String[] arguments) {
        try {
            Options options = Options.parse(List.of(arguments));
            HomeLock.take(options.home());
            Addresses addresses = settleAddresses(options);
            Servers servers = Servers.start(options, addresses);
            announce(options, addresses);
            LogSizes.keepSmall(Stream.concat(options.logs().stream(), Stream.of(Servers.databaseFolder(options.home())))
                    .toList());
            System.exit(waitForEnd(options, servers));
        } catch (StartFailure e) {
            System.err.println("local-stack: " + e.getMessage());
            System.exit(e.exitCode());
        } catch (IOException | InterruptedException e) {
            System.err.println("local-stack: " + e);
            System.exit(StartFailure.FAILED);
        }
    }

    private static Addresses settleAddresses(Options options) throws StartFailure, IOException, InterruptedException {
        Database.stopOrphan(Servers.databaseFolder(options.home()));
        Addresses earlier = Addresses.read(options.home());
        if (options.users().isPresent()) {
            Ports.settle("Kafka's users", "--users-port", options.usersPort(), 0);
        }
        return new Addresses(
                Ports.settle("Kafka", "--kafka-port", options.kafkaPort(), earlier.kafkaPort()),
                Ports.settle("PostgreSQL", "--postgres-port", options.postgresPort(), earlier.postgresPort()));
    }

    private static void announce(Options options, Addresses addresses) throws IOException {
        addresses.write(options.home());
        addresses.lines().forEach(System.out::println);
        System.out.println("READY");
    }

    private static int waitForEnd(Options options, Servers servers) {
        CompletableFuture<Integer> end = servers.stopped().thenApply(which -> {
            System.err.println("local-stack: " + which + " has stopped by itself");
            return StartFailure.FAILED;
        });
        if (options.untilStdinCloses()) {
            CompletableFuture.runAsync(
                            LocalStack::drainStandardInput, Thread.ofPlatform().daemon()::start)
                    .thenRun(() -> end.complete(0));
        }
        return end.join();
    }

    private static void drainStandardInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("local-stack: standard input broke off: " + e.getMessage());
        }
    }
}
