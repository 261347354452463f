package dev.imprimatur.system.soak;

import dev.imprimatur.system.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The small disks of a run, one for each registry, one for broker and database. Where none can be mounted there are
 * none.
 */
final class Disks implements AutoCloseable {
    /** Where broker and database keep what they have. */
    static final String LOCAL_STACK = "local-stack";

    /** Which places have a disk of their own. */
    static final List<String> PLACES =
            List.of(Surroundings.PRODUCTION, Surroundings.STAGING, Surroundings.MIRROR, LOCAL_STACK);

    /** In MiB: images from outside, and a database that is empty. */
    private static final int BEGINNING = 320;
    /** In MiB: more than was ever written in a minute. */
    private static final int A_MINUTE = 24;
    /** In MiB, since all of it is memory while it is full. */
    private static final int LARGEST = 1024;

    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();

    /** In these folders, large enough for a run of this length. */
    Disks(Map<String, Path> folders, Duration run) {
        if (!SmallDisk.isPossible()) {
            return;
        }
        int size = Math.toIntExact(Math.min(LARGEST, BEGINNING + A_MINUTE * run.toMinutes()));
        folders.forEach((place, folder) -> disks.put(place, new SmallDisk(folder, size)));
    }

    /** The one of this place. */
    SmallDisk of(String place) {
        return disks.get(place);
    }

    /** @throws AssertionError if one is nearly full of what the run itself wrote */
    void requireRoom() {
        disks.values().forEach(SmallDisk::requireRoom);
    }

    /** From now on none is full. */
    void free() {
        disks.values().forEach(SmallDisk::free);
    }

    @Override
    public void close() {
        disks.values().forEach(SmallDisk::close);
    }
}
