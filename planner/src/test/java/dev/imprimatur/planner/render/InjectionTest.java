package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.PlannedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No value of a catalogue becomes an instruction, a directive, a comment, a heredoc or the end of a line. */
class InjectionTest {
    private static final int VALUES = 100_000;
    private static final String TEMPLATE = """
            FROM {base} AS build
            ENV A={args.x} B="{args.y}"
            LABEL note="{args.x}"
            RUN install {args.x} \\
                {args.y} \\
                {args.x}
            # a comment of the template
            COPY {args.x} /srv/{args.y}
            ONBUILD RUN {args.x}
            FROM {base}
            COPY --from=build /srv/{args.y} /
            CMD ["run", "{args.x}", "--flag={args.y}"]
            """;
    private static final List<String> NASTY = List.of(
            "\n",
            "\r",
            "\r\n",
            "\\",
            "\\\n",
            "`",
            "\nRUN evil",
            "RUN evil",
            "# escape=`",
            "#",
            "<<EOF",
            "<<",
            "EOF",
            "$(id)",
            "${A}",
            "\"",
            "'",
            "\u0085",
            "\u2028",
            "\u000b",
            "\u0000",
            "\u0002",
            "\u0003",
            "{base}",
            "{#if}",
            "{",
            "}",
            ";",
            "|",
            "&&",
            "FROM scratch",
            "\nFROM evil\n",
            "ONBUILD",
            " ",
            "\t",
            "--from=x",
            "[\"sh\"]",
            "ENTRYPOINT",
            "é",
            "😀");
    private static final String ALLOWED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._+:@/=,~%^*?-";

    @Test
    void aHundredThousandValuesLeaveTheInstructionsAsTheyAre() {
        Random random = new Random(718);
        List<String> expected = Instructions.of(render(TEMPLATE, Map.of("x", "x", "y", "y")));
        int accepted = 0;
        for (int i = 0; i < VALUES; i++) {
            String value = value(random, i % 4);
            String dockerfile;
            try {
                dockerfile = render(TEMPLATE, Map.of("x", value, "y", i % 3 == 0 ? value : "y"));
            } catch (RenderException e) {
                continue;
            }
            accepted++;
            assertThat(Instructions.of(dockerfile))
                    .as("with the value '%s'", value)
                    .isEqualTo(expected);
        }
        assertThat(expected)
                .containsExactly("FROM", "LABEL", "ENV", "LABEL", "RUN", "COPY", "RUN", "FROM", "LABEL", "COPY", "CMD");
        assertThat(accepted).as("values that pass").isBetween(VALUES / 4, VALUES * 3 / 4);
    }

    @Test
    void labelsAreQuotedOrRefused() {
        Random random = new Random(1059);
        List<String> expected = Instructions.of(described("x"));
        for (int i = 0; i < VALUES / 10; i++) {
            String value = value(random, i % 4);
            String dockerfile;
            try {
                dockerfile = described(value);
            } catch (RenderException e) {
                continue;
            }
            assertThat(Instructions.of(dockerfile))
                    .as("described as '%s'", value)
                    .isEqualTo(expected);
        }
        assertThat(described("it's a \"test\" of $HOME \\"))
                .contains("description=\"it's a \\\"test\\\" of \\$HOME \\\\\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;b", "$A", "a\nb", "a\\", "`id`", "<<EOF", "#a", "a\"b", "a'b", "a|b", "a&b", "a\u2028", "ä", "\u0002"
            })
    void aValueIsOfWordsOnly(String value) {
        assertThatThrownBy(() -> render("FROM {base}\nRUN echo {args.x}\n", Map.of("x", value)))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:2: args.x: ")
                .hasMessageContaining(" is not allowed in a value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{args.x} echo; begins a line with a value",
                "  {args.x}; begins a line with a value",
                "R{args.x} echo; begins a line with a value",
                "ONBUILD {args.x} echo; begins a line with a value",
                "onbuild R{args.x} echo; begins a line with a value",
                "# made for {args.x}; has a value in a comment",
                "RUN cat <<{args.x}; names a heredoc's end by a value",
                "RUN cat <<-\"EO{args.x}\"; names a heredoc's end by a value",
                "RUN {args.x}{args.x} <<- {args.x}; names a heredoc's end by a value",
                "RUN {args.x} <<'{args.x}; names a heredoc's end by a value",
                "#escape=`; sets another escape character",
                "# Escape = `; sets another escape character"
            })
    void aValueStandsBehindAnInstructionOnly(String line, String message) {
        assertThatThrownBy(() -> render(line + "\nFROM {base}\n", Map.of("x", "UN")))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:1: " + message)
                .hasMessageNotContaining("\u0002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN echo \\\\", "RUN cat <<'A \\'\nb\nA \\"})
    void noValueBeginsAnInstructionForEitherBuilder(String before) {
        assertThatThrownBy(() -> render("FROM {base}\n" + before + "\n{args.x} a\n", Map.of("x", "RUN")))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("begins a line with a value, which cannot be an instruction");
    }

    /** Looking back from each of them along the whole line would take half a minute. */
    @Test
    void aLineOfManyValuesHoldsNoPlanUp() {
        String line = "RUN a{#for a in 12000}{args.x}{/for}";

        String text = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> render("FROM {base}\n" + line + "\n", Map.of("x", "UN")));

        assertThat(text).contains("RUN a" + "UN".repeat(12_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN a < {args.x}", "RUN a <- {args.x}", "RUN a -'{args.x}'", "RUN <a<{args.x}"})
    void aValueBehindLessThanTwoArrowsIsNoHeredoc(String line) {
        assertThat(render("FROM {base}\n" + line + "\n", Map.of("x", "UN"))).contains("UN");
    }

    @Test
    void aValueThatLeavesALineEmptyIsRefused() {
        assertThatThrownBy(() -> render("FROM {base}\nRUN a \\\n  {args.x}\nCMD b\n", Map.of("x", " ")))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("has a line that its values leave empty");
    }

    @Test
    void theParserForTestsKnowsWhatInjectionLooksLike() {
        assertThat(Instructions.of("# escape=`\nFROM a\nRUN b `\n  c\nRUN d \\\n# e\nRUN <<EOF\nRUN f\nEOF\nCMD g"))
                .containsExactly("# escape=`", "FROM", "RUN", "RUN", "RUN", "CMD");
        assertThat(Instructions.of("FROM a\nRUN b \\\n# c\n\n  d\nRUN e")).containsExactly("FROM", "RUN", "RUN");
    }

    private static String value(Random random, int kind) {
        int length = 1 + random.nextInt(8);
        return switch (kind) {
            case 0, 1 -> text(length * 3, () -> ALLOWED.charAt(random.nextInt(ALLOWED.length())) + "");
            case 2 ->
                text(
                        length,
                        () -> random.nextBoolean()
                                ? NASTY.get(random.nextInt(NASTY.size()))
                                : ALLOWED.charAt(random.nextInt(ALLOWED.length())) + "");
            default -> text(length, () -> Character.toString(codePoint(random)));
        };
    }

    private static int codePoint(Random random) {
        int point = random.nextInt(random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT);
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
    }

    private static String text(int length, Supplier<String> part) {
        return IntStream.range(0, length).mapToObj(i -> part.get()).collect(Collectors.joining());
    }

    private static String described(String description) {
        return DockerfileRenderer.render(
                image("FROM {base}\nRUN true\n", Map.of(), Map.of("org.opencontainers.image.description", description)),
                bases());
    }

    private static String render(String template, Map<String, String> args) {
        return DockerfileRenderer.render(image(template, args, Map.of()), bases());
    }

    private static Map<String, ImageReference> bases() {
        return Map.of("base", ImageReference.parse("localhost:5000/debian@sha256:" + "a".repeat(64)));
    }

    private static PlannedImage image(String template, Map<String, String> args, Map<String, String> labels) {
        return new PlannedImage(
                ImageKey.parse("app/1.0.0/bookworm"),
                "linux/amd64",
                List.of(),
                List.of(),
                Map.of("base", new Base("debian:bookworm", null)),
                template,
                "app/Dockerfile",
                Map.of("args", args),
                null,
                labels,
                Archive.of(new byte[0]),
                List.of(),
                null);
    }
}
