package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rule about a package or class that is not there holds for ever, and says nothing. */
class ImportRuleNamesTest {
    private static final Pattern NAMED = Pattern.compile("\"(dev\\.imprimatur\\.[\\w.]+?)(?:\\.\\.)?\"");
    private static final Pattern PATTERN = Pattern.compile("\"\\.\\.(\\w+)\\.\\.\"");

    @Test
    void whatRulesNameIsThere() throws IOException {
        Set<String> classes = classes();
        Set<String> missing = new TreeSet<>();
        for (Path rules : rules()) {
            String source = Files.readString(rules);
            NAMED.matcher(source)
                    .results()
                    .filter(named -> classes.stream().noneMatch(each -> isOrHolds(named.group(1), each)))
                    .forEach(named -> missing.add(Checkout.ROOT.relativize(rules) + ": " + named.group()));
            PATTERN.matcher(source)
                    .results()
                    .filter(named -> classes.stream().noneMatch(each -> each.contains("." + named.group(1) + ".")))
                    .forEach(named -> missing.add(Checkout.ROOT.relativize(rules) + ": " + named.group()));
        }
        assertThat(missing).as("names in rules that nothing has").isEmpty();
    }

    private static boolean isOrHolds(String named, String name) {
        return name.equals(named) || name.startsWith(named + ".");
    }

    private static List<Path> rules() {
        List<Path> rules = Checkout.modules().stream()
                .flatMap(module -> Checkout.files(module, "src/test/java", "ImportRulesTest.java").stream())
                .toList();
        assertThat(rules).isNotEmpty();
        return rules;
    }

    private static Set<String> classes() {
        return Checkout.modules().stream().flatMap(ImportRuleNamesTest::classes).collect(Collectors.toSet());
    }

    private static Stream<String> classes(String module) {
        Path sources = Checkout.ROOT.resolve(module).resolve("src/main/java");
        return Checkout.files(module, "src/main/java", ".java").stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .map(file -> sources.relativize(file).toString())
                .map(file -> file.replace(".java", "").replace('/', '.'));
    }
}
