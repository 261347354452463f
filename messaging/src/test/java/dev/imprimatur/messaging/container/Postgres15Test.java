package dev.imprimatur.messaging.container;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;

@Tag("containers")
@QuarkusTest
@QuarkusTestResource(
        value = PostgresResource.class,
        initArgs = {@ResourceArg(name = "version", value = "15"), @ResourceArg(name = "schema", value = "messaging")},
        restrictToAnnotatedClass = true)
class Postgres15Test extends FlowOnPostgres {
    @Override
    int version() {
        return 15;
    }
}
