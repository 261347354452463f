package dev.imprimatur.console.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Looks at the numbers of an address before a resource does: one that is none is said by its name. */
class QueryCheck {

    @ServerRequestFilter(priority = Priorities.USER)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        numbers(resource.getResourceMethod(), request.getUriInfo().getQueryParameters());
    }

    private static void numbers(Method resource, MultivaluedMap<String, String> query) {
        if (resource == null) {
            return;
        }
        for (Parameter parameter : resource.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                Arrays.stream(parameter.getType().getFields()).forEach(field -> number(field, field.getType(), query));
            } else {
                number(parameter, parameter.getType(), query);
            }
        }
    }

    private static void number(AnnotatedElement parameter, Class<?> type, MultivaluedMap<String, String> query) {
        QueryParam named = parameter.getAnnotation(QueryParam.class);
        String value = named == null ? null : query.getFirst(named.value());
        if (value == null) {
            return;
        }
        if (type == int.class || type == Integer.class) {
            number(named.value(), value, Integer::valueOf);
        } else if (type == long.class || type == Long.class) {
            number(named.value(), value, Long::valueOf);
        }
    }

    private static void number(String name, String value, Function<String, Number> parser) {
        try {
            parser.apply(value);
        } catch (NumberFormatException e) {
            throw ApiException.invalid(name, "expected a number");
        }
    }
}
