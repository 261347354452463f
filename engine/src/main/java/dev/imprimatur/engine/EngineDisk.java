package dev.imprimatur.engine;

import java.util.OptionalLong;

/**
 * What an engine says about its disk, in bytes. Only the disk of an engine on this machine can be looked at; of any
 * other it is known what its images take, and not what is left beside them.
 *
 * @param images what the layers of all its images take, including other programs'; empty until the engine has answered
 * @param free what is free on the disk of its data, if that can be seen from here
 * @param size how large that disk is
 * @param leastFree what has to be free
 */
public record EngineDisk(OptionalLong images, OptionalLong free, OptionalLong size, ByteSize leastFree) {
    /** What has to be free unless a configuration says otherwise. */
    public static final ByteSize LEAST_FREE = ByteSize.parse("512m");

    /** Whether too little is known to be free. */
    public boolean full() {
        return free.isPresent() && free.getAsLong() < leastFree.bytes();
    }
}
