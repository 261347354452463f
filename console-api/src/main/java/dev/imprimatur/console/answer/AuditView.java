package dev.imprimatur.console.answer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * An act as it is shown.
 *
 * @param seq its number
 * @param at when it was asked for
 * @param way {@code rest}, {@code page} or {@code kafka}
 * @param who who asked, as far as it is sure
 * @param token which token was shown
 * @param issuer the OIDC provider by whose word the name is known; none for a token of the console's
 * @param subject who that is there
 * @param claims who the request says it is
 * @param address where it came from; behind a proxy, the proxy's
 * @param act method and path, or the topic
 * @param about what it is done to
 * @param reason why
 * @param status of the answer; none if there was none, or over Kafka
 * @param outcome what was made, or why not
 */
@RecordBuilder
public record AuditView(
        long seq,
        Instant at,
        String way,
        String who,
        String token,
        String issuer,
        String subject,
        String claims,
        String address,
        String act,
        String about,
        String reason,
        Integer status,
        String outcome) {

    /** Whether it was refused, or failed. */
    @JsonIgnore
    public boolean isRefused() {
        return status != null && status >= 400;
    }

    /** What came of it, in words. */
    public String result() {
        if (status == null) {
            return way.equals("kafka") ? "" : "cut off";
        }
        return status + (outcome == null ? "" : " " + outcome);
    }
}
