package dev.imprimatur.logs.secret;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Hides secrets in text: known values wherever they stand, and what looks like a secret by where it stands or by its
 * form. Each becomes {@code ***}. Masked text is not changed by masking it again.
 */
public final class Secrets {
    /** What stands for a secret. */
    public static final String MASK = "***";

    /** Shorter values would hide half of a log. */
    static final int SHORTEST = 4;

    /** Each has to take time in proportion to the text: a command may print what it likes. */
    static final List<Hiding> HIDINGS = List.of(
            new Hiding("(://[^\\s/:@?#\"']*):[^\\s/\"']+@", "$1:***@", "://"),
            new Hiding("(https?://)[^\\s/:@?#\"']+@", "$1***@", "://"),
            new Hiding(
                    "(?i)(authorization[\"']?\\s*[:=]\\s*[\"']?(?:(?:basic|bearer|token)[ \\t]+)?)[^\\s\"',]+",
                    "$1***",
                    "uthorization",
                    "UTHORIZATION"),
            new Hiding("(?i)(bearer[ \\t]+)(?=[^\\s\"']*[0-9])[a-z0-9._~+/=*-]{8,}", "$1***", "earer", "EARER"),
            new Hiding(
                    "(?i)((?:_authtoken|_auth|_password|-token)[\"']?[ \\t]*[=:][ \\t]*[\"']?)[^\\s\"',;]+",
                    "$1***",
                    "_auth",
                    "_password",
                    "-token",
                    "-Token"),
            new Hiding("\\bgh[pousr]_\\w{20,}|\\bgithub_pat_\\w{20,}", MASK, "gh", "github_pat_"),
            new Hiding("\\bnpm_[A-Za-z0-9]{30,}", MASK, "npm_"),
            new Hiding("\\bglpat-[\\w-]{16,}", MASK, "glpat-"),
            new Hiding("\\bAKIA[0-9A-Z]{16}\\b", MASK, "AKIA"),
            // It is looked for once in each run of its letters, and only in one that two others follow.
            new Hiding(
                    "(?<![\\w-])(?=[\\w-]++\\.[\\w-]{8,}+\\.)([\\w-]*?)\\beyJ[\\w-]{8,}+\\.[\\w-]++\\.[\\w-]*+",
                    "$1***",
                    "eyJ"));

    private final List<String> values;

    /** What to look for, and a quick look whether it is worth it: one of the hints is in whatever matches. */
    record Hiding(Pattern pattern, String replacement, String... hints) {
        Hiding(String pattern, String replacement, String... hints) {
            this(Pattern.compile(pattern), replacement, hints);
        }

        String in(String text) {
            for (String hint : hints) {
                if (text.contains(hint)) {
                    return pattern.matcher(text).replaceAll(replacement);
                }
            }
            return text;
        }
    }

    private Secrets(List<String> values) {
        this.values = values;
    }

    /**
     * These values; those of fewer than four characters are left aside. A value of several lines counts line by line.
     */
    public static Secrets of(Collection<String> values) {
        return new Secrets(values.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** No known value, only what looks like a secret. */
    public static Secrets none() {
        return new Secrets(List.of());
    }

    /** The text without secrets. */
    public String masked(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        for (Hiding hiding : HIDINGS) {
            masked = hiding.in(masked);
        }
        return masked;
    }
}
