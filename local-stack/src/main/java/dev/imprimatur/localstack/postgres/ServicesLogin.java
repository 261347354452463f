package dev.imprimatur.localstack.postgres;

import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The login of services: a role with a password that no other database has. Whatever it makes belongs to the role
 * imprimatur, as before there was another.
 *
 * @param role its name
 * @param password what it logs in with
 */
public record ServicesLogin(String role, String password) {

    /**
     * Reads it from a file that services take as configuration.
     *
     * @throws StartFailure if the file names no role or no password, or one that is no plain word
     */
    public static ServicesLogin read(Path file) throws IOException, StartFailure {
        Properties settings = new Properties();
        try (InputStream content = Files.newInputStream(file)) {
            settings.load(content);
        }
        return new ServicesLogin(word(settings, "username", file), word(settings, "password", file));
    }

    private static String word(Properties settings, String name, Path file) throws StartFailure {
        String key = "quarkus.datasource." + name;
        String value = settings.getProperty(key, "");
        if (!value.matches("[a-z0-9]+")) {
            throw new StartFailure(StartFailure.USAGE, "%s must be letters and digits in %s".formatted(key, file));
        }
        return value;
    }

    /** Makes the role where there is none. What services do is for the role imprimatur to see. A statement a line. */
    String statements() {
        return """
                do $$ begin if not exists (select from pg_roles where rolname = '%1$s') then create role %1$s; end if; end $$
                alter role %1$s login password '%2$s'
                grant imprimatur to %1$s
                alter role %1$s set role imprimatur
                grant pg_read_all_stats to imprimatur
                """.formatted(role, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return role;
    }
}
