package dev.imprimatur.console.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.WithToken;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Tokens that stand in files. */
@ConsoleTest
class TokenFilesTest {
    @Inject
    Tokens tokens;

    @Test
    void theFileOfTheFirstTokenIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(WithToken.FILE)))
                .isEqualTo("rw-------");
    }

    /** Nothing has a file of this scope here, so the admin's token goes on. */
    @Test
    void aFilePutBackCountsAgainAndOneThatWasRevokedTakesNoPlace() {
        TokenText first = TokenText.random();
        TokenText second = TokenText.random();
        tokens.ofFile(first, Scope.REBUILD);
        tokens.ofFile(second, Scope.REBUILD);
        assertThat(tokens.used(first)).isEmpty();

        tokens.ofFile(first, Scope.REBUILD);
        assertThat(tokens.used(first)).isPresent();
        assertThat(tokens.used(second)).isEmpty();
        assertThatThrownBy(() -> tokens.ofFile(first, Scope.ADMIN)).hasMessageContaining("write another one");

        given().delete("/api/tokens/" + tokens.used(first).orElseThrow().id)
                .then()
                .statusCode(200);
        tokens.ofFile(second, Scope.REBUILD);
        tokens.ofFile(first, Scope.REBUILD);
        assertThat(tokens.used(first)).isEmpty();
        assertThat(tokens.used(second)).isPresent();

        tokens.ofNoFile(Scope.REBUILD);
        assertThat(tokens.used(second)).isEmpty();
    }
}
