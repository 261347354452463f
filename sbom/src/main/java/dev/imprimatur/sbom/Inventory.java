package dev.imprimatur.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds out what is installed, file by file: the databases of dpkg and apk, and the {@code package.json} of npm
 * packages. Other files are left aside. A database of rpm is not read, nor what is larger than any image's packages
 * are, nor a package without a name; that it was there is {@link #unread remembered}. What is read comes from the
 * image, so what it may take of memory is bounded.
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

    /** How many characters are kept of all packages, each of them counted as some more. */
    static final int LARGEST = 32 * 1024 * 1024;

    private final Map<String, String> release = new HashMap<>();
    private final List<Map<String, String>> dpkg = new ArrayList<>();
    private final List<Map<String, String>> apk = new ArrayList<>();
    private final List<InstalledPackage> npm = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int kept;

    /**
     * Looks into a file.
     *
     * @param path its absolute path in the image
     * @throws IOException if it cannot be read
     */
    public void read(String path, InputStream content) throws IOException {
        if (kept <= LARGEST && PackageFile.mayTell(path)) {
            add(path, PackageFile.read(path, content));
        }
    }

    /**
     * Takes what was read of a file earlier.
     *
     * @param path its absolute path in the image
     * @param file what it says, read where it lay in its layer, or null if nothing was
     * @return whether that is all that it says at this path; otherwise nothing is taken
     */
    public boolean take(String path, PackageFile file) {
        if (!PackageFile.mayTell(path)) {
            return true;
        }
        if (file == null || !file.readsLike(path)) {
            return false;
        }
        if (kept <= LARGEST) {
            add(path, file);
        }
        return true;
    }

    private void add(String path, PackageFile file) {
        release.putAll(file.release());
        add(file.dpkg(), dpkg);
        add(file.apk(), apk);
        file.npm().ifPresent(installed -> {
            npm.add(installed);
            kept += PackageFile.size(installed);
        });
        if (file.unread() || kept > LARGEST) {
            unread.add(path);
        }
    }

    private void add(List<Map<String, String>> records, List<Map<String, String>> into) {
        for (Map<String, String> each : records) {
            if (kept > LARGEST) {
                return;
            }
            into.add(each);
            kept += PackageFile.size(each);
        }
    }

    /** What is installed, each package once, in the order of package URLs. */
    public List<InstalledPackage> packages() {
        SortedMap<String, InstalledPackage> all = new TreeMap<>();
        npm.forEach(each -> add(all, each));
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
        return List.copyOf(all.values());
    }

    /** Package databases that are there but of a kind that is not read, or not wholly. */
    public List<String> unread() {
        return List.copyOf(unread);
    }

    private static void add(
            SortedMap<String, InstalledPackage> all,
            String type,
            String namespace,
            String name,
            String version,
            String architecture,
            String distribution) {
        if (name != null && version != null) {
            add(all, new InstalledPackage(type, namespace, name, version, architecture, distribution));
        }
    }

    private static void add(SortedMap<String, InstalledPackage> all, InstalledPackage installed) {
        all.putIfAbsent(installed.purl().canonicalize(), installed);
    }
}
