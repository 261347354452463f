package dev.imprimatur.localstack;

import dev.imprimatur.kafkaaccess.Logins;
import dev.imprimatur.localstack.kafka.Broker;
import dev.imprimatur.localstack.kafka.Users;
import dev.imprimatur.localstack.postgres.Database;
import dev.imprimatur.localstack.postgres.ServicesLogin;
import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The two servers, started and stopped side by side. */
record Servers(Broker broker, Database database) {

    static Path databaseFolder(Path home) {
        return home.resolve("postgres");
    }

    /** Starts both; they stop when this process ends, also when it ends because one of them did not start. */
    static Servers start(Options options, Addresses addresses) throws StartFailure, IOException, InterruptedException {
        Path home = options.home();
        Optional<ServicesLogin> login = options.servicesLogin().isPresent()
                ? Optional.of(ServicesLogin.read(options.servicesLogin().get()))
                : Optional.empty();
        Optional<Users> users = options.users().map(folder -> new Users(new Logins(folder), options.usersPort()));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<Broker> broker = threads.submit(
                    stoppingAtExit(() -> Broker.start(home.resolve("kafka"), addresses.kafkaPort(), users)));
            Future<Database> database = threads.submit(stoppingAtExit(
                    () -> Database.start(options.programs(), databaseFolder(home), addresses.postgresPort(), login)));
            return new Servers(result(broker), result(database));
        }
    }

    private static <T extends AutoCloseable> Callable<T> stoppingAtExit(Callable<T> start) {
        return () -> {
            T server = start.call();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            return server;
        };
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("local-stack: a server did not stop cleanly: " + e);
        }
    }

    private static <T> T result(Future<T> server) throws StartFailure, InterruptedException {
        try {
            return server.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailure failure) {
                throw failure;
            }
            throw new StartFailure(StartFailure.FAILED, String.valueOf(e.getCause()));
        }
    }

    /** Completes with the name of the server that has stopped. */
    CompletableFuture<String> stopped() {
        return CompletableFuture.anyOf(
                        broker.stopped().thenApply(nothing -> "Kafka"),
                        database.stopped().thenApply(nothing -> "PostgreSQL"))
                .thenApply(String.class::cast);
    }
}
