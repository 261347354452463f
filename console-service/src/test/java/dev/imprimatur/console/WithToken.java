package dev.imprimatur.console;

import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests write, so they show the token that the console has made for them, unless they show another or
 * {@code noFilters()}.
 */
public class WithToken implements BeforeAllCallback, Filter {
    private static final String HEADER = "Authorization";

    /** The file that the tests' configuration names. */
    public static final Path FILE = Path.of("target/test-tokens/admin");

    @Override
    public void beforeAll(ExtensionContext context) {
        RestAssured.replaceFiltersWith(List.of(this));
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        if (!request.getHeaders().hasHeaderWithName(HEADER)) {
            request.header(HEADER, "Bearer " + token());
        }
        return context.next(request, response);
    }

    /** The admin's token. */
    public static String token() {
        try {
            return Files.readString(FILE).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
