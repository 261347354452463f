package dev.imprimatur.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one file of an image says of installed packages, which is far less than the file itself. The same file in the
 * layer of a base says the same in every image that has that layer.
 */
public final class PackageFile {
    /** What kind of file one is by its path, and so how it is read. */
    private enum Kind {
        RELEASE("/(usr/lib|etc)/os-release"),
        DPKG("/var/lib/dpkg/status(\\.d/(?!.*\\.md5sums$)[^/]+)?"),
        APK("/(usr/)?lib/apk/db/installed"),
        NPM(".*/node_modules/(@[^/]+/)?[^/]+/package\\.json"),
        RPM("/(var/lib|usr/lib/sysimage)/rpm/(rpmdb\\.sqlite|Packages(\\.db)?)");

        private final Pattern path;

        Kind(String path) {
            this.path = Pattern.compile(path);
        }

        static Optional<Kind> of(String path) {
            for (Kind kind : values()) {
                if (kind.path.matcher(path).matches()) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** The fields that are kept: of dpkg, then of apk. */
    private static final Set<String> WANTED = Set.of("Package", "Version", "Architecture", "Status", "P", "V", "A");

    private static final Set<String> RELEASE_FIELDS = Set.of("ID", "VERSION_ID");

    /** What can be a part of a package URL, as every distribution's is. */
    private static final Pattern RELEASE = Pattern.compile("[^/]+");

    private static final Pattern NPM_NAME = Pattern.compile("(?:(@[^/]+)/)?([^/]+)");

    /** More than any package.json has; what is larger is no package's. */
    private static final int LARGEST_JSON = 1024 * 1024;

    /** More characters than any line has that is kept; a longer one belongs to no package. */
    private static final int LONGEST_LINE = 4096;

    /** As how many characters each package counts beyond its own. */
    private static final int EACH = 256;

    /** How many characters are read of one file. */
    private static final int LONGEST_FILE = 64 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Kind kind;
    private final Map<String, String> release = new HashMap<>();
    private final List<Map<String, String>> records = new ArrayList<>();
    private InstalledPackage npm;
    private int kept;
    private boolean incomplete;

    private PackageFile(Kind kind) {
        this.kind = kind;
    }

    /** Whether a file at this absolute path may say anything. */
    public static boolean mayTell(String path) {
        return Kind.of(path).isPresent();
    }

    /**
     * Looks into a file.
     *
     * @param path its absolute path, one that {@link #mayTell may tell}
     * @throws IOException if it cannot be read
     */
    public static PackageFile read(String path, InputStream content) throws IOException {
        PackageFile file = new PackageFile(Kind.of(path).orElseThrow());
        switch (file.kind) {
            case RELEASE -> file.lines(content, file::release);
            case DPKG -> file.records(content, ": ");
            case APK -> file.records(content, ":");
            case NPM -> file.npm(content.readNBytes(LARGEST_JSON));
            case RPM -> {
                // That it is there is all that is wanted.
            }
        }
        return file;
    }

    /** About how many characters of memory this takes. */
    public int size() {
        return EACH + kept;
    }

    /** Whether a file at this path would be read in the same way. */
    boolean readsLike(String path) {
        return Kind.of(path).filter(kind::equals).isPresent();
    }

    Map<String, String> release() {
        return release;
    }

    List<Map<String, String>> dpkg() {
        return kind == Kind.DPKG ? records : List.of();
    }

    List<Map<String, String>> apk() {
        return kind == Kind.APK ? records : List.of();
    }

    Optional<InstalledPackage> npm() {
        return Optional.ofNullable(npm);
    }

    /** Whether it holds packages that were not read. */
    boolean unread() {
        return kind == Kind.RPM || incomplete || kept > Inventory.LARGEST;
    }

    /** As how much a package counts. */
    private static int size(Map<String, String> fields) {
        return EACH + fields.values().stream().mapToInt(String::length).sum();
    }

    /** As how much a package of npm counts. */
    private static int size(InstalledPackage npm) {
        int scope = npm.namespace() == null ? 0 : npm.namespace().length() + 1;
        return EACH + scope + npm.name().length() + npm.version().length();
    }

    private void release(String line) {
        int equals = line.indexOf('=');
        if (equals > 0 && RELEASE_FIELDS.contains(line.substring(0, equals))) {
            String value = line.substring(equals + 1).replaceAll("^[\"']|[\"']$", "");
            if (RELEASE.matcher(value).matches()) {
                release.put(line.substring(0, equals), value);
            }
        }
    }

    private void npm(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            Matcher name = NPM_NAME.matcher(json.path("name").asText(""));
            String version = json.path("version").textValue();
            if (name.matches() && version != null && name.group().length() + version.length() <= LONGEST_LINE) {
                npm = new InstalledPackage("npm", name.group(1), name.group(2), version, null, null);
                kept = size(npm);
            }
        } catch (IOException e) {
            // Packages carry broken ones as data of their tests.
        }
    }

    private void records(InputStream content, String separator) throws IOException {
        Map<String, String> record = new TreeMap<>();
        lines(content, line -> {
            if (line.isEmpty()) {
                keep(record);
            }
            int colon = line.indexOf(separator);
            if (colon > 0 && !Character.isWhitespace(line.charAt(0)) && WANTED.contains(line.substring(0, colon))) {
                record.putIfAbsent(line.substring(0, colon), line.substring(colon + separator.length()));
            }
        });
        keep(record);
    }

    /** One whose name is empty makes no package URL. */
    private void keep(Map<String, String> record) {
        if ("".equals(record.get("P"))) {
            incomplete = true;
        } else if (!record.isEmpty()) {
            records.add(Map.copyOf(record));
            kept += size(record);
        }
        record.clear();
    }

    private void lines(InputStream content, Consumer<String> each) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        int taken = 0;
        for (int read = reader.read(); read >= 0 && kept <= Inventory.LARGEST; read = reader.read()) {
            if (++taken > LONGEST_FILE) {
                incomplete = true;
                return;
            }
            if (read == '\n') {
                take(line, each);
            } else if (line.length() <= LONGEST_LINE) {
                line.append((char) read);
            }
        }
        if (!line.isEmpty()) {
            take(line, each);
        }
    }

    private static void take(StringBuilder line, Consumer<String> each) {
        if (line.length() <= LONGEST_LINE) {
            each.accept(line.toString().stripTrailing());
        }
        line.setLength(0);
    }
}
