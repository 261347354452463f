package dev.imprimatur.events;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Cuts lists to a part of the bytes that they have as JSON; each keeps its beginning, so that none is crowded out by
 * another.
 *
 * @param part how much of each list may stay, below 1
 */
record Cut(double part) {

    /** How many bytes this has as JSON. */
    static int size(Object value) {
        Counted counted = new Counted();
        try {
            EventJson.MAPPER.writeValue(counted, value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass() + " as JSON: " + e.getMessage(), e);
        }
        return counted.bytes;
    }

    /** Counts what may be too much to hold. */
    private static final class Counted extends OutputStream {
        private int bytes;

        @Override
        public void write(int single) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
        }
    }

    /** As much of the list's beginning as may stay. */
    <T> List<T> of(List<T> list) {
        double left = size(list) * part;
        int kept = 0;
        for (T each : list) {
            left -= size(each) + 1;
            if (left < 0) {
                break;
            }
            kept++;
        }
        return list.subList(0, kept);
    }
}
