package dev.imprimatur.localstack.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL comes along for each processor that a home runs on. */
class ProgramsTest {
    /** Where an ELF file says which processor it is for. */
    private static final int MACHINE = 18;

    @ParameterizedTest
    @CsvSource({"amd64, 62", "x86_64, 62", "aarch64, 183"})
    void theProgramsOfAProcessorAreForIt(String architecture, short machine) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(
                new XZInputStream(getClass().getResourceAsStream(Programs.name(architecture))))) {
            TarArchiveEntry entry;
            do {
                entry = archive.getNextEntry();
            } while (!entry.getName().endsWith("bin/postgres"));

            ByteBuffer program =
                    ByteBuffer.wrap(archive.readNBytes(MACHINE + 2)).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(program.getShort(MACHINE)).isEqualTo(machine);
        }
    }

    @Test
    void anotherProcessorIsRefusedByName() {
        assertThatThrownBy(() -> Programs.name("riscv64"))
                .hasMessage("local-stack has PostgreSQL for x86-64 and arm64, and this is riscv64");
    }
}
