package dev.imprimatur.messaging.work;

import dev.imprimatur.messaging.MessagingConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;

/** Which instance of its service this is. */
@ApplicationScoped
public class Worker {
    @Inject
    MessagingConfig config;

    /** The name that it was given ({@code imprimatur.messaging.work.name}), or else process and host. */
    public String name() {
        return config.work().name().orElseGet(Worker::process);
    }

    /** Process and host, as the JVM names itself: no two instances that run are called the same. */
    static String process() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }
}
