package dev.imprimatur.console.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.contract.Endpoints.Endpoint;
import io.quarkus.test.common.WithTestResource;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** The description names every endpoint, and which of them need a token. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class DescribedEndpointsTest {
    @Test
    void everyEndpointIsDescribedAndNothingElse() throws IOException {
        Set<String> answered = new TreeSet<>();
        Endpoints.all().stream()
                .filter(Endpoint::isRest)
                .filter(endpoint -> !endpoint.isInternal() && !isHidden(endpoint))
                .filter(endpoint ->
                        endpoint.method().getDeclaringClass().getName().startsWith("dev.imprimatur.console."))
                .forEach(endpoint -> answered.add(endpoint.toString()));

        assertThat(answered).hasSizeGreaterThan(40);
        assertThat(Description.served().operations()).containsExactlyElementsOf(answered);
    }

    private static boolean isHidden(Endpoint endpoint) {
        Operation operation = endpoint.method().getAnnotation(Operation.class);
        return operation != null && operation.hidden();
    }

    /** What configuration opens, as looking and plans are, says nothing of a token. */
    @Test
    void whatNeedsATokenIsDescribedSo() throws IOException {
        Description description = Description.served();
        Set<String> needing = new TreeSet<>();
        Endpoints.all().stream()
                .filter(endpoint -> description.operations().contains(endpoint.toString()))
                .filter(DescribedEndpointsTest::needsAToken)
                .forEach(endpoint -> needing.add(endpoint.toString()));

        assertThat(needing).contains("GET /api/tokens", "GET /api/audit").doesNotContain("POST /api/plan");
        assertThat(description.operations().stream()
                        .filter(operation -> !description
                                .operation(operation)
                                .path("security")
                                .isEmpty()))
                .containsExactlyInAnyOrderElementsOf(needing);
    }

    private static boolean needsAToken(Endpoint endpoint) {
        Needs needs = Optional.ofNullable(endpoint.method().getAnnotation(Needs.class))
                .orElse(endpoint.method().getDeclaringClass().getAnnotation(Needs.class));
        return needs == null ? endpoint.writes() : needs.always() || endpoint.writes() && needs.value() != Scope.READ;
    }
}
