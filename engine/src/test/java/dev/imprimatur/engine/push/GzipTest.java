package dev.imprimatur.engine.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GzipTest {
    static Stream<Arguments> contents() {
        return Stream.of(Gzip.fastest(), new Gzip.Zlib())
                .flatMap(gzip -> Stream.of(0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_000)
                        .flatMap(size ->
                                Stream.of(random(size), text(size)).map(content -> Arguments.of(gzip, content))));
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static byte[] text(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('a' + i * 31L % 17 % 7);
        }
        return content;
    }

    @ParameterizedTest
    @MethodSource("contents")
    void whatComesOutAgainIsWhatWentIn(Gzip gzip, byte[] content) throws IOException {
        byte[] compressed = compressed(gzip, content, 65_537);

        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(content);
        assertThat(compressed).hasSizeLessThan(content.length + content.length / 500 + 64);
        assertThat(compressed(gzip, content, 4096))
                .as("it does not depend on how the content came")
                .isEqualTo(compressed);
    }

    private static byte[] compressed(Gzip gzip, byte[] content, int piece) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = gzip.into(target)) {
            for (int at = 0; at < content.length; at += piece) {
                out.write(content, at, Math.min(piece, content.length - at));
            }
        }
        return target.toByteArray();
    }

    @Test
    void theFastOneIsTakenWhereItWorks() {
        boolean there = System.getProperty("os.arch").equals("amd64")
                && System.getProperty("os.name").equals("Linux");
        assertThat(Gzip.fastest()).isEqualTo(there ? new Gzip.Igzip() : new Gzip.Zlib());
    }
}
