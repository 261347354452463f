package dev.imprimatur.console.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @Test
    void signsLikeTheSpecificationsExample() {
        Secret secret = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(secret.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aRandomOneIsOfTheRightFormAndNeverTheSame() {
        assertThat(Secret.random().text())
                .startsWith("whsec_")
                .isNotEqualTo(Secret.random().text());
    }

    @Test
    void isNotShown() {
        Secret secret = Secret.random();

        assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "secret",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_no base64!",
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void refusesAnotherForm(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Secret(text));
    }
}
