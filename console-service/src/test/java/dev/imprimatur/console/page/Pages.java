package dev.imprimatur.console.page;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pages as a browser asks for them; each is left in {@code target/pages}, to be looked at. */
final class Pages {
    private static final Path FOLDER = Path.of("target/pages");

    private Pages() {}

    static String page(String address) {
        String page = given().urlEncodingEnabled(false)
                .header("Accept", "text/html")
                .get(address)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(address.replaceAll("[^A-Za-z0-9.=-]+", "_") + ".html"), page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page;
    }

    /** The page of a list that has this text, which others may have pushed off the first one. */
    static String listed(String address, String text) {
        for (int number = 1; ; number++) {
            String page = page(address + "?page=" + number);
            if (page.contains(text) || !page.contains("rel=\"next\"")) {
                return page;
            }
        }
    }
}
