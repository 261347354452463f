package dev.imprimatur.console;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of the whole console on Kafka and PostgreSQL of its own, which shows a token. */
@QuarkusTest
@ExtendWith(WithToken.class)
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "console"))
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ConsoleTest {}
