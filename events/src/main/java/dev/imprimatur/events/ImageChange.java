package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import java.util.ArrayList;
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

    /** So many packages are listed at most. */
    public static final int MOST_PACKAGES = 500;

    /** In bytes of JSON: what they take at most, since the image says how long their names and versions are. */
    private static final int MOST_BYTES = 100 * 1024;

    /** Of these packages, as many as are listed. */
    public static ImageChange of(List<Cause> reasons, Digest since, List<PackageChange> packages) {
        if (packages == null) {
            return new ImageChange(reasons, since, null, null);
        }
        List<PackageChange> listed = new ArrayList<>();
        int left = MOST_BYTES;
        for (PackageChange each : packages.subList(0, Math.min(packages.size(), MOST_PACKAGES))) {
            int size = Cut.size(each);
            if (size <= left) {
                listed.add(each);
                left -= size;
            }
        }
        int more = packages.size() - listed.size();
        return new ImageChange(reasons, since, listed, more > 0 ? more : null);
    }

    /** Lists are copied. */
    public ImageChange {
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        packages = packages == null ? null : List.copyOf(packages);
    }
}
