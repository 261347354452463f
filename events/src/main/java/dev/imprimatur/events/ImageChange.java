package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import java.util.List;

/**
 * Why an image changed, and what that changed in it.
 *
 * @param reasons what it is made from that is another; empty if it was built from the same, and what it installs is
 *     newer
 * @param since the digest that it is compared with: the one that its pinned tags named before; null if it is new
 * @param packages which packages differ from then, by the signed lists of both; null if one has no list
 * @param morePackages how many more differ than are listed; null if none
 */
public record ImageChange(List<Cause> reasons, Digest since, List<PackageChange> packages, Integer morePackages) {

    /** So many packages are listed. */
    public static final int MOST_PACKAGES = 500;

    /** Of these packages, as many as are listed. */
    public static ImageChange of(List<Cause> reasons, Digest since, List<PackageChange> packages) {
        int more = packages == null ? 0 : packages.size() - MOST_PACKAGES;
        return more > 0
                ? new ImageChange(reasons, since, packages.subList(0, MOST_PACKAGES), more)
                : new ImageChange(reasons, since, packages, null);
    }

    /** Lists are copied. */
    public ImageChange {
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        packages = packages == null ? null : List.copyOf(packages);
    }
}
