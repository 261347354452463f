package dev.imprimatur.sbom;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.util.TreeMap;

/**
 * A package that is installed in an image.
 *
 * @param type the purl type: {@code deb}, {@code apk} or {@code npm}
 * @param namespace the distribution, or the scope of an npm package; or null
 * @param name its name
 * @param version its version, as its own package manager writes it
 * @param architecture as its package manager writes it, empty or null if it says none
 * @param distribution the distribution with its release, {@code debian-12}, or null
 */
public record InstalledPackage(
        String type, String namespace, String name, String version, String architecture, String distribution) {

    /** Its package URL. */
    public PackageURL purl() {
        TreeMap<String, String> qualifiers = new TreeMap<>();
        if (architecture != null && !architecture.isEmpty()) {
            qualifiers.put("arch", architecture);
        }
        if (distribution != null) {
            qualifiers.put("distro", distribution);
        }
        try {
            return new PackageURL(type, namespace, name, version, qualifiers.isEmpty() ? null : qualifiers, null);
        } catch (MalformedPackageURLException e) {
            throw new IllegalArgumentException("'" + name + "' " + version + " is no " + type + " package", e);
        }
    }
}
