package dev.imprimatur.feeds;

import java.io.IOException;

/** An answer has more bytes than it may. */
final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(int largest) {
        super("the answer has more than " + largest + " bytes");
    }
}
