package dev.imprimatur.messaging.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import jakarta.persistence.PersistenceException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextColumnTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of(new RebuildIdColumn(), new RebuildId("r-1.a_B"), "r-1.a_B"),
                Arguments.of(new BuildIdColumn(), new BuildId(HEX), HEX),
                Arguments.of(
                        new ImageKeyColumn(),
                        new ImageKey("node", "22.1.0+rc_1", "bookworm-slim"),
                        "node/22.1.0+rc_1/bookworm-slim"),
                Arguments.of(new DigestColumn(), new Digest("sha256:" + HEX), "sha256:" + HEX),
                Arguments.of(new RepositoryColumn(), new Repository("library/node"), "library/node"),
                Arguments.of(
                        new ImageReferenceColumn(),
                        ImageReference.parse("localhost:5000/library/node:22@sha256:" + HEX),
                        "localhost:5000/library/node:22@sha256:" + HEX));
    }

    @ParameterizedTest
    @MethodSource("columns")
    <T> void aValueIsReadAsItWasWritten(TextColumn<T> column, T value, String text) {
        assertThat(column.convertToDatabaseColumn(value)).isEqualTo(text);
        assertThat(column.convertToEntityAttribute(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("columns")
    <T> void nothingStaysNothing(TextColumn<T> column) {
        assertThat(column.convertToDatabaseColumn(null)).isNull();
        assertThat(column.convertToEntityAttribute(null)).isNull();
    }

    @Test
    void aTextOfAnotherFormIsNotTakenForAValue() {
        assertThatThrownBy(() -> new DigestColumn().convertToEntityAttribute("sha256:1"))
                .isInstanceOf(PersistenceException.class)
                .hasMessageContaining("not a digest");
    }

    @Test
    void whatIsAskedForMayHaveAnotherForm() {
        assertThat(KnownForm.of("r-1", RebuildId::new)).contains(new RebuildId("r-1"));
        assertThat(KnownForm.of("a rebuild", RebuildId::new)).isEmpty();
    }
}
