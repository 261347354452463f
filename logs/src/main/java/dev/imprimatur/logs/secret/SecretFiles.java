package dev.imprimatur.logs.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Finds the secrets in configuration files of clients: npmrc, netrc, pip's and Docker's, Maven's settings and the like.
 * They are read for each attempt, since people renew their tokens; what has not changed is not searched again.
 */
public final class SecretFiles {
    private static final Logger LOG = Logger.getLogger(SecretFiles.class);
    private static final String KEY = "(?:token|passw(?:or)?d|passphrase|secret|auth|api[_-]?key|access[_-]?key)";
    private static final String NAMED = "(?i)" + KEY + "[\"']?[ \\t]*[=:][ \\t]*";
    /** Each finds more or less of a value: what is too much is found nowhere in a log, and harms nothing. */
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile(NAMED + "\"((?:[^\"\\\\\\r\\n]|\\\\.)++)\""),
            Pattern.compile(NAMED + "'([^'\\r\\n]+)'"),
            Pattern.compile(NAMED + "[\"']?([^\\s\"',;<>]+)"),
            Pattern.compile(NAMED + "(?![\"'{\\[])(\\S[^\\r\\n]*)"),
            Pattern.compile("(?im)^(?![ \\t]*#).*\\bpassword[ \\t]+\"((?:[^\"\\\\\\r\\n]|\\\\.)++)\""),
            Pattern.compile("(?im)^(?![ \\t]*#).*\\bpassword[ \\t]+(?![=:])(\\S+)"),
            Pattern.compile("(?i)<\\w*" + KEY + ">\\s*([^<]+?)\\s*<"),
            Pattern.compile("(?is)<\\w*" + KEY + ">\\s*<!\\[CDATA\\[(.*?)]]>"),
            Pattern.compile("(?i)\\bkey=\"\\w*" + KEY + "\"\\s+value=\"([^\"]+)\""),
            Pattern.compile("://[^\\s/:@?#\"']*:([^\\s/\"']+)@"),
            Pattern.compile("https?://([^\\s/:@?#\"']+)@"),
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)-----END"));

    private static final Set<String> NO_SECRETS = Set.of("true", "false", "null", "none", "legacy", "always", "never");

    private static final Pattern END_OF_VALUE = Pattern.compile("[,;}\\])\\s]+$");

    /** What each file had in it when it was searched last. */
    private static final Map<Path, Searched> SEARCHED = new ConcurrentHashMap<>();

    private SecretFiles() {}

    private record Searched(String content, Set<String> secrets) {}

    /** The secrets of these files, and of the files right in these folders. What cannot be read holds none. */
    public static Secrets secrets(Stream<Path> places) {
        return Secrets.of(places.flatMap(SecretFiles::files)
                .flatMap(file -> inside(file).stream())
                .collect(Collectors.toSet()));
    }

    /** Where Docker keeps logins of registries: in the folder {@code DOCKER_CONFIG}, else in {@code ~/.docker}. */
    public static Path dockerConfiguration() {
        String folder = System.getenv("DOCKER_CONFIG");
        return folder == null || folder.isBlank()
                ? Path.of(System.getProperty("user.home"), ".docker", "config.json")
                : Path.of(folder, "config.json");
    }

    private static Stream<Path> files(Path place) {
        if (!Files.isDirectory(place)) {
            return Stream.of(place).filter(Files::isRegularFile);
        }
        try (Stream<Path> listed = Files.list(place)) {
            return listed.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            LOG.warnf("%s cannot be read, so its secrets are not known: %s", place, e.getMessage());
            return Stream.empty();
        }
    }

    private static String content(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Readings.utf8(bytes).orElseGet(() -> new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            LOG.warnf("%s cannot be read, so its secrets are not known: %s", file, e.getMessage());
            return "";
        }
    }

    private static Set<String> inside(Path file) {
        String content = content(file);
        Searched before = SEARCHED.get(file);
        if (before != null && before.content().equals(content)) {
            return before.secrets();
        }
        Set<String> found = find(content);
        SEARCHED.put(file, new Searched(content, found));
        return found;
    }

    private static Set<String> find(String text) {
        Set<String> found = new HashSet<>();
        for (Pattern form : FORMS) {
            for (Matcher matcher = form.matcher(text); matcher.find(); ) {
                add(matcher.group(1), found);
            }
        }
        return found;
    }

    private static void add(String value, Set<String> found) {
        String stripped = value.strip();
        if (!NO_SECRETS.contains(END_OF_VALUE.matcher(stripped).replaceFirst("")) && !stripped.startsWith("${")) {
            Readings.of(stripped).forEach(found::add);
        }
    }
}
