package dev.imprimatur.console.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.contract.Endpoints.Endpoint;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every parameter of every address, found in the code: what it may not hold is said by its name. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class QueryTest {
    private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);

    private Browser admin;

    @BeforeEach
    void signIn() {
        admin = Browser.admin();
    }

    @Test
    void noTextHoldsNul() {
        parameters((address, parameter) -> refused(
                address + "?" + parameter.getKey() + "=a%00b", parameter.getKey() + ": holds the character NUL"));
        refused("/api/rebuilds/a%00b", "the address holds the character NUL");
    }

    @Test
    void aNumberIsOne() {
        parameters((address, parameter) -> {
            if (NUMBERS.contains(parameter.getValue())) {
                for (String none : Set.of("", "x", "1.5", "99999999999999999999")) {
                    refused(
                            address + "?" + parameter.getKey() + "=" + none,
                            parameter.getKey() + ": expected a number");
                }
            }
        });
    }

    @Test
    void noNumberIsSoLargeOrSmallThatTheConsoleFails() {
        Wire.tell("numbers", List.of(RebuildRequested.class, RenderCompleted.class));
        List<String> addresses = new ArrayList<>(
                List.of("/fleet?order=age&page=" + Integer.MAX_VALUE, "/fleet?family=node&page=" + Integer.MAX_VALUE));
        parameters((address, parameter) -> {
            if (NUMBERS.contains(parameter.getValue())) {
                extremes(parameter.getValue())
                        .forEach(number -> addresses.add(address.replace("/rebuilds/x", "/rebuilds/numbers") + "?"
                                + parameter.getKey() + "=" + number));
            }
        });

        assertThat(addresses).noneMatch(address -> admin.asks().get(address).statusCode() == 500);
    }

    private static List<? extends Number> extremes(Class<?> type) {
        return type == int.class || type == Integer.class
                ? List.of(Integer.MIN_VALUE, Integer.MAX_VALUE)
                : List.of(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private void refused(String address, String why) {
        Response answer = admin.asks().get(address);
        assertThat(answer.statusCode()).as(address).isEqualTo(400);
        assertThat(answer.asString()).as(address).contains(why);
    }

    private static void parameters(BiConsumer<String, Map.Entry<String, Class<?>>> look) {
        Endpoints.all().stream()
                .filter(endpoint -> !endpoint.writes())
                .forEach(endpoint -> of(endpoint)
                        .entrySet()
                        .forEach(parameter -> look.accept(endpoint.path().replaceAll("\\{[^}]*}", "x"), parameter)));
    }

    private static Map<String, Class<?>> of(Endpoint endpoint) {
        Map<String, Class<?>> found = new LinkedHashMap<>();
        for (Parameter parameter : endpoint.method().getParameters()) {
            add(found, parameter, parameter.getType());
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getFields()) {
                    add(found, field, field.getType());
                }
            }
        }
        return found;
    }

    private static void add(Map<String, Class<?>> found, AnnotatedElement parameter, Class<?> type) {
        QueryParam named = parameter.getAnnotation(QueryParam.class);
        if (named != null) {
            found.put(named.value(), type);
        }
    }
}
