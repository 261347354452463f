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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out what is installed, file by file: the databases of dpkg and apk, and the {@code package.json} of npm packages.
 * Other files are left aside. A database of rpm is not read, nor what is larger than any image's packages are; that it was
 * there is {@link #unread remembered}. What is read comes from the image, so what it may take of memory is bounded.
 */
public final class Inventory {
    /** The files and folders of an image in which packages are looked for. */
    public static final List<String> PLACES = List.of(
            "/usr/lib/os-release",
            "/etc/os-release",
            "/var/lib/dpkg/status",
            "/var/lib/dpkg/status.d",
            "/lib/apk/db/installed",
            "/usr/lib/apk/db/installed",
            "/usr/local/lib/node_modules",
            "/usr/lib/node_modules",
            "/var/lib/rpm",
            "/usr/lib/sysimage/rpm");

    private static final Pattern RELEASE = Pattern.compile("/(usr/lib|etc)/os-release");
    private static final Pattern DPKG = Pattern.compile("/var/lib/dpkg/status(\\.d/(?!.*\\.md5sums$)[^/]+)?");
    private static final Pattern APK = Pattern.compile("/(usr/)?lib/apk/db/installed");
    private static final Pattern NPM = Pattern.compile(".*/node_modules/(@[^/]+/)?[^/]+/package\\.json");
    private static final Pattern RPM =
            Pattern.compile("/(var/lib|usr/lib/sysimage)/rpm/(rpmdb\\.sqlite|Packages(\\.db)?)");

    /** The fields that are kept: of dpkg, then of apk. */
    private static final Set<String> WANTED = Set.of("Package", "Version", "Architecture", "Status", "P", "V", "A");

    private static final Set<String> RELEASE_FIELDS = Set.of("ID", "VERSION_ID");

    private static final Pattern NPM_NAME = Pattern.compile("(?:(@[^/]+)/)?([^/]+)");

    /** More than any package.json has; what is larger is no package's. */
    private static final int LARGEST_JSON = 1024 * 1024;

    /** More characters than any line has that is kept; a longer one belongs to no package. */
    private static final int LONGEST_LINE = 4096;

    /** How many characters are kept of all packages, each of them counted as some more. */
    private static final int LARGEST = 32 * 1024 * 1024;

    private static final int EACH = 256;

    /** How many characters are read of one file. */
    private static final int LONGEST_FILE = 64 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> release = new HashMap<>();
    private final List<Map<String, String>> dpkg = new ArrayList<>();
    private final List<Map<String, String>> apk = new ArrayList<>();
    private final List<InstalledPackage> npm = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int kept;
    private boolean cut;

    /**
     * Looks into a file.
     *
     * @param path its absolute path in the image
     * @throws IOException if it cannot be read
     */
    public void read(String path, InputStream content) throws IOException {
        if (kept > LARGEST) {
            return;
        }
        cut = false;
        if (RELEASE.matcher(path).matches()) {
            lines(content, this::release);
        } else if (DPKG.matcher(path).matches()) {
            records(content, ": ", dpkg);
        } else if (APK.matcher(path).matches()) {
            records(content, ":", apk);
        } else if (NPM.matcher(path).matches()) {
            npm(content.readNBytes(LARGEST_JSON));
        } else if (RPM.matcher(path).matches()) {
            unread.add(path);
        }
        if (cut || kept > LARGEST) {
            unread.add(path);
        }
    }

    /** What is installed, in the order of package URLs. */
    public SortedSet<InstalledPackage> packages() {
        SortedSet<InstalledPackage> all = new TreeSet<>(npm);
        String distribution = release.get("ID");
        String full = distribution == null || !release.containsKey("VERSION_ID")
                ? distribution
                : distribution + "-" + release.get("VERSION_ID");
        for (Map<String, String> each : dpkg) {
            if (each.getOrDefault("Status", "install ok installed").endsWith(" installed")) {
                add(all, "deb", distribution, each.get("Package"), each.get("Version"), each.get("Architecture"), full);
            }
        }
        for (Map<String, String> each : apk) {
            add(all, "apk", distribution, each.get("P"), each.get("V"), each.get("A"), full);
        }
        return all;
    }

    /** Package databases that are there but of a kind that is not read. */
    public List<String> unread() {
        return List.copyOf(unread);
    }

    private static void add(
            SortedSet<InstalledPackage> all,
            String type,
            String namespace,
            String name,
            String version,
            String architecture,
            String distribution) {
        if (name != null && version != null) {
            all.add(new InstalledPackage(type, namespace, name, version, architecture, distribution));
        }
    }

    private void release(String line) {
        int equals = line.indexOf('=');
        if (equals > 0 && RELEASE_FIELDS.contains(line.substring(0, equals))) {
            release.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
        }
    }

    private void npm(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            Matcher name = NPM_NAME.matcher(json.path("name").asText(""));
            String version = json.path("version").textValue();
            if (name.matches() && version != null && name.group().length() + version.length() <= LONGEST_LINE) {
                npm.add(new InstalledPackage("npm", name.group(1), name.group(2), version, null, null));
                kept += EACH + name.group().length() + version.length();
            }
        } catch (IOException e) {
            // Packages carry broken ones as data of their tests.
        }
    }

    private void records(InputStream content, String separator, List<Map<String, String>> into) throws IOException {
        Map<String, String> record = new TreeMap<>();
        lines(content, line -> {
            if (line.isEmpty()) {
                keep(record, into);
            }
            int colon = line.indexOf(separator);
            if (colon > 0 && !Character.isWhitespace(line.charAt(0)) && WANTED.contains(line.substring(0, colon))) {
                record.putIfAbsent(line.substring(0, colon), line.substring(colon + separator.length()));
            }
        });
        keep(record, into);
    }

    private void keep(Map<String, String> record, List<Map<String, String>> into) {
        if (!record.isEmpty()) {
            into.add(Map.copyOf(record));
            kept += EACH + record.values().stream().mapToInt(String::length).sum();
            record.clear();
        }
    }

    private void lines(InputStream content, Consumer<String> each) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        int taken = 0;
        for (int read = reader.read(); read >= 0 && kept <= LARGEST; read = reader.read()) {
            if (++taken > LONGEST_FILE) {
                cut = true;
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
