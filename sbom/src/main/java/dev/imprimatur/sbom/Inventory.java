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
 * image, so what it may take of memory is bounded, and what a bill of materials takes that lists it.
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

    /** How many bytes of a bill of materials all packages take at most; nor are more characters kept of one file. */
    static final int LARGEST = 12 * 1024 * 1024;

    private final Map<String, String> release = new HashMap<>();
    private final SortedMap<String, InstalledPackage> packages = new TreeMap<>();
    private final List<String> unread = new ArrayList<>();
    private int written;
    private boolean full;

    /**
     * Looks into a file. What says which distribution it is has to come first, as it does in {@link #PLACES}.
     *
     * @param path its absolute path in the image
     * @throws IOException if it cannot be read
     */
    public void read(String path, InputStream content) throws IOException {
        if (!full && PackageFile.mayTell(path)) {
            add(path, PackageFile.read(path, content));
        }
    }

    /**
     * Takes what was read of a file earlier, in the same order as {@link #read}.
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
        if (!full) {
            add(path, file);
        }
        return true;
    }

    private void add(String path, PackageFile file) {
        release.putAll(file.release());
        file.npm().ifPresent(this::add);
        String distribution = release.get("ID");
        String numbered = distribution == null || !release.containsKey("VERSION_ID")
                ? distribution
                : distribution + "-" + release.get("VERSION_ID");
        for (Map<String, String> each : file.dpkg()) {
            if (each.getOrDefault("Status", "install ok installed").endsWith(" installed")) {
                add("deb", distribution, each.get("Package"), each.get("Version"), each.get("Architecture"), numbered);
            }
        }
        for (Map<String, String> each : file.apk()) {
            add("apk", distribution, each.get("P"), each.get("V"), each.get("A"), numbered);
        }
        if (file.unread() || full) {
            unread.add(path);
            fits(BillOfMaterials.size(path));
        }
    }

    private void add(
            String type, String namespace, String name, String version, String architecture, String distribution) {
        if (name != null && version != null) {
            add(new InstalledPackage(type, namespace, name, version, architecture, distribution));
        }
    }

    private void add(InstalledPackage installed) {
        if (!full) {
            String purl = installed.purl().canonicalize();
            if (!packages.containsKey(purl) && fits(BillOfMaterials.size(installed, purl))) {
                packages.put(purl, installed);
            }
        }
    }

    /** Counts what is to be written; once something is too much, it is full. */
    private boolean fits(int size) {
        written += size;
        full |= written > LARGEST;
        return !full;
    }

    /** What is installed, each package once, in the order of package URLs. */
    public List<InstalledPackage> packages() {
        return List.copyOf(packages.values());
    }

    /** Package databases that are there but of a kind that is not read, or not wholly. */
    public List<String> unread() {
        return List.copyOf(unread);
    }
}
