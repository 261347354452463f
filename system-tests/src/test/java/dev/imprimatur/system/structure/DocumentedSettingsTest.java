package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each key that a service can be configured by is in a document, and a document names no key that is not there. */
class DocumentedSettingsTest {
    private static final String MAPPING = "io.smallrye.config.ConfigMapping";
    private static final String NAME = "io.smallrye.config.WithName";

    /** As {@code @Scheduled} names a key. */
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(imprimatur(?:\\.[a-z-]+)+)");

    /** Behind {@code imprimatur.a.b} a document writes {@code .c} for {@code imprimatur.a.c}. */
    private static final Pattern SHOWN = Pattern.compile("`(imprimatur(?:\\.[a-z-]+)+)(?:[.=][^`]*)?`|`(\\.[a-z-]+)`");

    private static final Set<String> KEYS = new TreeSet<>();
    private static final Set<String> SHOWN_KEYS = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        List<String> modules = Compiled.modules().toList();
        for (JavaClass type : Compiled.classes(modules)) {
            if (type.isAnnotatedWith(MAPPING)) {
                add(text(type.getAnnotationOfType(MAPPING).get("prefix").orElseThrow()), type);
            }
        }
        for (String module : modules) {
            for (Path source : Checkout.files(module, "src/main/java", ".java")) {
                EXPRESSION.matcher(Files.readString(source)).results().forEach(key -> KEYS.add(key.group(1)));
            }
        }
        for (Path document : documents()) {
            Files.readAllLines(document).forEach(line -> SHOWN_KEYS.addAll(shown(line)));
        }
    }

    @Test
    void eachKeyIsInADocument() {
        assertThat(KEYS)
                .contains("imprimatur.engine.limits.cgroup-parent", "imprimatur.revisions.clean-up-interval")
                .hasSizeGreaterThan(100);
        assertThat(SHOWN_KEYS).containsAll(KEYS);
    }

    @Test
    void noDocumentNamesAKeyThatIsNotThere() {
        Set<String> groups =
                KEYS.stream().map(DocumentedSettingsTest::group).collect(Collectors.toCollection(TreeSet::new));
        assertThat(SHOWN_KEYS)
                .filteredOn(key -> groups.contains(group(key)) && !groups.contains(key))
                .isSubsetOf(KEYS);
    }

    @Test
    void aKeyIsReadAsADocumentShortensIt() {
        assertThat(shown("| `imprimatur.a.b`, `.c-d` | `1s` | as `imprimatur.e.f=allow` and `imprimatur.g.h.NAME` |"))
                .containsExactly("imprimatur.a.b", "imprimatur.a.c-d", "imprimatur.e.f", "imprimatur.g.h");
    }

    private static void add(String prefix, JavaClass type) {
        for (JavaMethod method : type.getAllMethods()) {
            if (method.getModifiers().contains(JavaModifier.ABSTRACT)) {
                String key = prefix + "." + name(method);
                JavaClass value = method.getRawReturnType();
                if (value.isInterface() && value.getPackageName().startsWith("dev.imprimatur")) {
                    add(key, value);
                } else {
                    KEYS.add(key);
                }
            }
        }
    }

    private static String name(JavaMethod method) {
        return method.isAnnotatedWith(NAME)
                ? text(method.getAnnotationOfType(NAME).get("value").orElseThrow())
                : method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        return (String) value;
    }

    private static List<Path> documents() {
        return Stream.concat(
                        Checkout.files("docs", "", ".md").stream(),
                        Checkout.modules().stream()
                                .map(module -> Checkout.ROOT.resolve(module).resolve("README.md"))
                                .filter(Files::exists))
                .toList();
    }

    private static Set<String> shown(String line) {
        Set<String> keys = new LinkedHashSet<>();
        String last = "";
        for (MatchResult found : SHOWN.matcher(line).results().toList()) {
            String key = found.group(1) == null ? last + found.group(2) : found.group(1);
            last = group(key);
            keys.add(key);
        }
        return keys;
    }

    private static String group(String key) {
        return key.substring(0, key.lastIndexOf('.'));
    }
}
