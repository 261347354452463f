package dev.imprimatur.logs.secret;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;

/** What a value in a file of a client can stand for: files escape and encode secrets, and clients print them plain. */
final class Readings {
    private static final Pattern PLAIN = Pattern.compile("\\P{Cntrl}{4,}");
    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\[\"'\\\\/bfnrtu]");

    private Readings() {}

    /** The value as it stands, and as those read it who know JSON, XML, URLs or base64. */
    static Stream<String> of(String value) {
        return Stream.of(Stream.of(value), json(value).stream(), xml(value).stream(), url(value).stream())
                .flatMap(each -> each)
                .distinct()
                .flatMap(each -> Stream.concat(Stream.of(each), base64(each)));
    }

    private static Optional<String> json(String value) {
        if (!JSON_ESCAPE.matcher(value).find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StringEscapeUtils.unescapeJson(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> xml(String value) {
        try {
            return Optional.of(StringEscapeUtils.unescapeXml(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> url(String value) {
        if (value.indexOf('%') < 0) {
            return Optional.empty();
        }
        try {
            // A plus is a space in forms, and itself in a login of a URL.
            return Optional.of(URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Some clients keep a password, or user:password, in base64. */
    private static Stream<String> base64(String value) {
        try {
            return utf8(Base64.getDecoder().decode(value))
                    .filter(plain -> PLAIN.matcher(plain).matches())
                    .stream()
                    .flatMap(plain -> Stream.of(plain, plain.substring(plain.indexOf(':') + 1)));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /** These bytes as text, unless they are no UTF-8. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
