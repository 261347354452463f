package dev.imprimatur.cli.token;

import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the token is that is shown to the console. */
public final class TokenSource {
    private TokenSource() {}

    /**
     * The token.
     *
     * @param named the file that the command line names, or null
     * @param environment looked into if it names none; empty where the environment's token is not for this console
     * @throws ConsoleException if the file that is named, or the token, is none
     */
    public static Optional<String> token(Path named, Map<String, String> environment) {
        if (named != null) {
            return Optional.of(read(named)
                    .orElseThrow(() -> new ConsoleException(Kind.INVALID, "no token can be read from " + named)));
        }
        return given(environment, "IMPRIMATUR_TOKEN")
                // Others may look without a token; who needs one hears so from the console.
                .or(() -> given(environment, "IMPRIMATUR_TOKEN_FILE")
                        .map(Path::of)
                        .flatMap(TokenSource::read))
                .map(TokenSource::checked);
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(checked(Files.readString(file).strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** It is not repeated: it may be one, with something beside it. */
    private static String checked(String token) {
        if (!token.matches("[!-~]{1,512}")) {
            throw new ConsoleException(
                    Kind.INVALID, "the token that is to be shown to the console is none: expected one line");
        }
        return token;
    }
}
