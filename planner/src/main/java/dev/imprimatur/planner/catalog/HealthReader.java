package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.planner.catalog.FamilyFile.HealthFile;
import dev.imprimatur.planner.catalog.FamilyFile.TestFile;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads how health tests see that a container works. */
final class HealthReader {
    private static final Pattern TEST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final YamlFile yaml;

    HealthReader(YamlFile yaml) {
        this.yaml = yaml;
    }

    /** The probe of a test that has one; null if something is wrong with it. */
    HealthProbe probe(TestFile test, Object... place) {
        Object[] at = Source.under(place, "health");
        HealthFile file = test.health();
        boolean right = named(test, place) & complete(file, at) & variables(file.env(), Source.under(at, "env"));
        return right ? yaml.parse(() -> probe(file), at) : null;
    }

    private static HealthProbe probe(HealthFile file) {
        return new HealthProbe(
                file.command(),
                file.env(),
                file.httpGet() == null
                        ? null
                        : new HealthProbe.HttpGet(
                                file.httpGet().port(),
                                file.httpGet().path() == null
                                        ? "/"
                                        : file.httpGet().path(),
                                file.httpGet().status() == null
                                        ? 0
                                        : file.httpGet().status()),
                file.tcpSocket() == null
                        ? null
                        : new HealthProbe.TcpSocket(file.tcpSocket().port()),
                file.exec() == null ? List.of() : file.exec().command(),
                file.interval() == null ? 0 : file.interval());
    }

    private boolean named(TestFile test, Object... place) {
        if (test.path() != null) {
            yaml.problem("a test has either path or health; make two tests of it", Source.under(place, "path"));
            return false;
        }
        if (test.name() == null) {
            yaml.problem("a health test has no name, expected for example name: serves", place);
            return false;
        }
        if (!TEST_NAME.matcher(test.name()).matches()) {
            yaml.problem(
                    "'" + test.name() + "' is no name of a test, expected letters, digits and . _ -",
                    Source.under(place, "name"));
            return false;
        }
        return true;
    }

    private boolean complete(HealthFile file, Object... at) {
        boolean complete = true;
        if (file.httpGet() != null && file.httpGet().port() == null) {
            complete = problem("httpGet has no port", Source.under(at, "httpGet"));
        }
        if (file.tcpSocket() != null && file.tcpSocket().port() == null) {
            complete = problem("tcpSocket has no port", Source.under(at, "tcpSocket"));
        }
        if (file.exec() != null && empty(file.exec().command())) {
            complete = problem("exec has no command, expected for example [pg_isready, -q]", Source.under(at, "exec"));
        }
        if (file.command() != null && empty(file.command())) {
            complete = problem("command has an empty entry, or none", Source.under(at, "command"));
        }
        if (file.interval() != null && file.interval() < 1) {
            complete = problem(
                    "interval " + file.interval() + ": expected at least one second", Source.under(at, "interval"));
        }
        return complete;
    }

    private boolean variables(Map<String, String> env, Object... at) {
        boolean right = true;
        for (String name : env == null ? List.<String>of() : List.copyOf(env.keySet())) {
            if (!VARIABLE.matcher(name).matches()) {
                right = problem(
                        "'" + name + "' is no name of a variable, expected letters, digits and _",
                        Source.under(at, name));
            }
        }
        return right;
    }

    private static boolean empty(List<String> command) {
        return command == null
                || command.isEmpty()
                || command.contains(null)
                || command.getFirst().isBlank();
    }

    /** Always false. */
    private boolean problem(String message, Object... at) {
        yaml.problem(message, at);
        return false;
    }
}
