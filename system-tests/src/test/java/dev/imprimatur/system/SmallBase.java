package dev.imprimatur.system;

import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An image from outside of four megabytes: a shell and a few programs of Debian, and the list of its packages. A tester
 * that starts reads the layers of every base, so one of fifty megabytes costs each stack seconds in which nothing is
 * tested.
 */
final class SmallBase {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> VARIANTS = List.of("bookworm", "trixie");
    private static final String CONTENT = """
            set -e
            mkdir -p /small/usr/bin /small/usr/sbin /small/usr/lib /small/usr/lib64 /small/tmp
            for link in /bin /sbin /lib /lib64; do [ ! -L $link ] || cp -P --parents $link /small; done
            cp --parents /var/lib/dpkg/status /usr/lib/os-release /etc/passwd /etc/group /small
            cp -P --parents /etc/os-release /small
            for program in sh sleep cat test true echo env mkdir touch rm ls; do
              cp --parents /usr/bin/$program /small
              for library in $(ldd /usr/bin/$program | grep -o '/[^ ]*'); do cp --parents $library /small; done
            done
            tar -C /small -c .
            """;
    /** It changes with the content, since what lies in the registry stays there. */
    private static final String NAME = "small-"
            + UUID.nameUUIDFromBytes(CONTENT.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .substring(0, 8);

    private SmallBase() {}

    /** Its name without a tag. It is made for each variant that the staging registry lacks; others wait meanwhile. */
    static String provide() {
        Stack.checkSetUp();
        Path lock = Script.ROOT.resolve("system-tests/target/small-base.lock");
        try {
            Files.createDirectories(lock.getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                VARIANTS.forEach(SmallBase::provide);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return NAME;
    }

    private static void provide(String variant) {
        String upstream = System.getenv("IMPRIMATUR_STAGING") + "/upstream/";
        String image = upstream + NAME + ":" + variant;
        if (Rebuilds.digest(ImageReference.parse(image)).isPresent()) {
            return;
        }
        Script.Result made = Script.program(
                LIMIT,
                Map.of("BASE", upstream + "debian:" + variant, "IMAGE", image, "CONTENT", CONTENT),
                "bash",
                "-ceo",
                "pipefail",
                """
                docker run --rm "$BASE" sh -c "$CONTENT" | docker import --change 'CMD ["sh"]' - "$IMAGE"
                docker push "$IMAGE"
                docker rmi "$IMAGE"
                """);
        if (made.exitCode() != 0) {
            throw new IllegalStateException(image + " cannot be made: " + made.output() + made.errors());
        }
    }
}
