package dev.imprimatur.console.access;

import dev.imprimatur.console.api.LogText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.UnresolvableKeyException;

/** Says what is wrong with a token, in words that help who sent it. */
final class TokenFlaw {
    static final String OF_ANOTHER_AUDIENCE =
            "it is not meant for this console (its audience is another one; imprimatur.console.oidc.audience)";

    private static final String UNSIGNED = "it is not signed in a way that counts";

    /** The claims that a token has to have, by what says that one is missing. */
    private static final Map<Integer, String> MISSING = Map.of(
            ErrorCodes.ISSUER_MISSING,
            "iss",
            ErrorCodes.SUBJECT_MISSING,
            "sub",
            ErrorCodes.AUDIENCE_MISSING,
            "aud (imprimatur.console.oidc.audience)",
            ErrorCodes.EXPIRATION_MISSING,
            "exp",
            ErrorCodes.ISSUED_AT_MISSING,
            "iat");

    private TokenFlaw() {}

    static String of(Throwable failure, String jwt) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid && code(invalid) != null) {
                return code(invalid);
            }
            if (cause instanceof InvalidAlgorithmException) {
                return UNSIGNED;
            }
            if (cause instanceof UnresolvableKeyException) {
                return "it is signed by no key of the provider's (it says that " + issuer(jwt) + " issued it)";
            }
        }
        return jwt.endsWith(".") ? UNSIGNED : "it is none, or its signature is wrong";
    }

    private static String code(InvalidJwtException invalid) {
        for (Map.Entry<Integer, String> claim : MISSING.entrySet()) {
            if (invalid.hasErrorCode(claim.getKey())) {
                return "it has no claim " + claim.getValue();
            }
        }
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "it has expired; get another one";
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)) {
            return OF_ANOTHER_AUDIENCE;
        }
        if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID)) {
            return "another provider issued it";
        }
        if (invalid.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "it does not count yet; one of the clocks is wrong";
        }
        return invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID) ? "its signature is wrong" : null;
    }

    /** What an unchecked token claims. */
    private static String issuer(String jwt) {
        try {
            byte[] claims = Base64.getUrlDecoder().decode(jwt.split("\\.")[1]);
            return LogText.of(new JsonObject(new String(claims, StandardCharsets.UTF_8)).getString("iss", "no one"));
        } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
            return "no one";
        }
    }
}
