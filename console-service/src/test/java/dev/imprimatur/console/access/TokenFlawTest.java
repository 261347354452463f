package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which claim a token lacks is said, as only its provider can add it. */
class TokenFlawTest {
    private static final String ALL =
            "\"iss\":\"https://provider.example\";\"sub\":\"1\";\"aud\":\"imprimatur\";\"exp\":32503680000;\"iat\":1";

    private final JwtConsumer consumer = new JwtConsumerBuilder()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .setJwsAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS)
            .setExpectedIssuer("https://provider.example")
            .setExpectedAudience("imprimatur")
            .setRequireSubject()
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .build();

    @ParameterizedTest
    @CsvSource({"iss", "sub", "aud", "exp", "iat"})
    void aClaimThatIsMissingIsNamed(String claim) {
        String claims = Arrays.stream(ALL.split(";"))
                .filter(each -> !each.startsWith("\"" + claim + "\""))
                .collect(Collectors.joining(",", "{", "}"));
        String jwt = bits("{\"alg\":\"none\"}") + "." + bits(claims) + ".";

        assertThat(TokenFlaw.of(catchThrowable(() -> consumer.process(jwt)), jwt))
                .startsWith("it has no claim " + claim);
    }

    private static String bits(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
