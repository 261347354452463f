package dev.imprimatur.console.image;

import java.math.BigInteger;
import java.util.Comparator;

/** Orders versions by their numbers: 0.12.9 comes before 0.12.15. Parts that are no numbers are compared as text. */
enum VersionOrder implements Comparator<String> {
    /** The one order. */
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        String[] lefts = left.split("[.+-]");
        String[] rights = right.split("[.+-]");
        for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
            int order = comparePart(lefts[i], rights[i]);
            if (order != 0) {
                return order;
            }
        }
        return lefts.length == rights.length ? left.compareTo(right) : Integer.compare(lefts.length, rights.length);
    }

    private static int comparePart(String left, String right) {
        boolean numbers = left.matches("[0-9]+") && right.matches("[0-9]+");
        return numbers ? new BigInteger(left).compareTo(new BigInteger(right)) : left.compareTo(right);
    }
}
