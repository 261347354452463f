package dev.imprimatur.system.soak;

import java.util.regex.Pattern;

/** What kinds of tags there are. */
final class Tags {
    /** Where registries without the referrers API list what lies beside an image. */
    private static final Pattern EVIDENCE = Pattern.compile(".*:sha256-[0-9a-f]{64}.*");

    private static final Pattern REVISION = Pattern.compile(".*-r\\d+");

    private Tags() {}

    /** Whether people pull an image by it. */
    static boolean isImage(String tag) {
        return !EVIDENCE.matcher(tag).matches();
    }

    /** Whether it names one revision for ever. */
    static boolean isRevision(String tag) {
        return REVISION.matcher(tag).matches();
    }

    /** Whether it goes from one digest to another. */
    static boolean isMoving(String tag) {
        return isImage(tag) && !isRevision(tag);
    }
}
