package dev.imprimatur.console.contract;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the console answers, found in its code: what is added to it is here too. */
public final class Endpoints {
    private static final List<Class<? extends Annotation>> VERBS =
            List.of(GET.class, POST.class, PUT.class, DELETE.class, PATCH.class);

    /** To read all classes takes more than a second. */
    private static final List<Endpoint> ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.imprimatur").stream()
                    .filter(type -> type.isAnnotatedWith(Path.class))
                    .flatMap(type -> type.getMethods().stream())
                    .flatMap(Endpoints::of)
                    .toList();

    private Endpoints() {}

    /**
     * An endpoint.
     *
     * @param verb the method of HTTP
     * @param path its address, with names in braces where something is put in
     * @param method what answers
     */
    record Endpoint(String verb, String path, Method method) {
        boolean writes() {
            return !verb.equals("GET");
        }

        boolean isRest() {
            return path.startsWith("/api/") || path.startsWith("/feeds/");
        }

        /** What services alone ask each other. */
        boolean isInternal() {
            return path.matches("/api/[^/]+/own(/.*)?");
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    static List<Endpoint> all() {
        return ALL;
    }

    /** The addresses that a browser opens, with one sign for what is put in. */
    public static Set<String> pages() {
        return all().stream()
                .filter(endpoint -> !endpoint.writes() && !endpoint.isRest())
                .map(endpoint -> endpoint.path().replaceAll("\\{[^}]*}(/\\{[^}]*})*", "…"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Endpoint> of(JavaMethod method) {
        return VERBS.stream().filter(method::isAnnotatedWith).map(verb -> {
            String path = method.getOwner().getAnnotationOfType(Path.class).value()
                    + Optional.of(method)
                            .filter(each -> each.isAnnotatedWith(Path.class))
                            .map(each ->
                                    "/" + each.getAnnotationOfType(Path.class).value())
                            .orElse("");
            return new Endpoint(verb.getSimpleName(), simplified(path), method.reflect());
        });
    }

    /** With one slash between its parts, and without the patterns of its names. */
    private static String simplified(String path) {
        String simple = ("/" + path).replaceAll("/+", "/").replaceAll("\\{ *(\\w+) *:[^}]*}", "{$1}");
        return simple.length() > 1 && simple.endsWith("/") ? simple.substring(0, simple.length() - 1) : simple;
    }
}
