package dev.imprimatur.cli.image;

/**
 * What a tag was found to point to.
 *
 * @param reference the tag's full reference
 * @param expected the digest of its image
 * @param found the digest that the registry has for it, or null if there is none
 * @param trouble why the registry could not be asked, or null
 */
record TagCheck(String reference, String expected, String found, String trouble) {

    boolean right() {
        return expected.equals(found);
    }

    /** What is wrong with it. */
    String complaint() {
        if (trouble != null) {
            return reference + " cannot be read: " + trouble;
        }
        return reference + (found == null ? " is missing" : " points to " + found) + ", expected " + expected;
    }
}
