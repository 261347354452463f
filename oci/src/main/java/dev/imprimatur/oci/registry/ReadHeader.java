package dev.imprimatur.oci.registry;

import java.net.http.HttpResponse;
import java.util.List;

/** A header of an answer that has parts to be read: one that is far too long for that is no good answer. */
final class ReadHeader {
    /** In characters, of all values together. */
    private static final int LONGEST = 8 * 1024;

    private ReadHeader() {}

    /** @throws RegistryException if they are too long */
    static List<String> values(Request request, HttpResponse<?> answer, String name) {
        List<String> values = answer.headers().allValues(name);
        int length = values.stream().mapToInt(String::length).sum();
        if (length > LONGEST) {
            throw RegistryClient.unexpected(
                    request,
                    "its header " + name + " has " + length + " characters, of which at most " + LONGEST + " are read");
        }
        return values;
    }
}
