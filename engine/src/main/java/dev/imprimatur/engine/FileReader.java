package dev.imprimatur.engine;

import java.io.IOException;
import java.io.InputStream;

/** Takes the files of an image, one after the other. */
@FunctionalInterface
public interface FileReader {
    /**
     * Looks into a file.
     *
     * @param path its absolute path in the image
     * @param content what is in it; need not be read to the end
     */
    void read(String path, InputStream content) throws IOException;
}
