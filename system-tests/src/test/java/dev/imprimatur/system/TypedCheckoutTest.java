package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.system.document.ShownCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed fails where a reader's command would, and keeps what a reader's shell keeps. */
class TypedCheckoutTest {
    @TempDir
    static Path folder;

    private static TypedCheckout checkout;

    @BeforeAll
    static void layOut() throws IOException {
        checkout = new TypedCheckout(folder, folder.resolve("home"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false",
                "false | cat",
                "no-such-program",
                "echo $NO_SUCH_VARIABLE",
                "for each in 1 2; do false; done",
                "kubectl -n imprimatur get pods --server http://127.0.0.1:1"
            })
    void whatFailsFailsTheTest(String text) {
        assertThatThrownBy(() -> checkout.type(text)).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatAServerRefusesFails() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
        });
        server.start();

        assertThatThrownBy(() -> checkout.type(
                        "curl -s http://127.0.0.1:" + server.getAddress().getPort()))
                .isInstanceOf(AssertionError.class);

        server.stop(0);
    }

    @Test
    void anotherExitCodeThanADocumentSaysFails() throws Exception {
        checkout.type(new ShownCommand("x.md", 1, "(exit 3)", "", 3, null, null));

        assertThatThrownBy(() -> checkout.type(new ShownCommand("x.md", 1, "true", "", 3, null, null)))
                .hasMessageContaining("ended with exit code 0, not 3");
    }

    @Test
    void whatNeverEndsHasToPrintSomethingAndNotToFail() throws Exception {
        ShownCommand command = new ShownCommand("x.md", 1, "./imprimatur events --follow", "", 0, null, null);
        checkout.write("imprimatur", "#!/bin/sh\necho an event; exec sleep 60\n");
        assertThat(checkout.type(command)).isEqualTo("an event\n");

        checkout.write("imprimatur", "#!/bin/sh\necho no console; exit 1\n");
        assertThatThrownBy(() -> checkout.type(command)).hasMessageContaining("no console");
    }

    @Test
    void variablesAndFunctionsStay() throws Exception {
        checkout.type("word=hello");
        checkout.type("twice() { echo \"$1 $1\"; }");

        assertThat(checkout.type("twice $word")).isEqualTo("hello hello\n");
    }

    @Test
    void placesAreReplacedAtOnceAndAPortWithMoreDigitsIsAnother() {
        Places places = new Places();
        places.place("localhost:5000", "localhost:50012");
        places.place("localhost:5001", "localhost:60000");
        places.place("/tmp/", "/tmp/test/tmp/");

        assertThat(places.here("localhost:5000 localhost:5001 localhost:50001 /tmp/a"))
                .isEqualTo("localhost:50012 localhost:60000 localhost:50001 /tmp/test/tmp/a");
    }

    @Test
    void onlyWhatLastsIsCompared() {
        String printed = """
                built   as sha256:%s after 3.4 s
                rebuild rb-20261130-034053-375fca48 succeeded: 1 of 4
                """.formatted("a".repeat(64));

        assertThat(ShownOutput.missing("built as sha256:… after 9.9 s\n…\n", printed))
                .isEmpty();
        assertThat(ShownOutput.missing("rebuild rb-20261124-144712-22e2 succeeded: … of 4", printed))
                .isEmpty();
        assertThat(ShownOutput.missing("rebuild rb-20261124-144712-22e2 failed: 1 of 4", printed))
                .hasSize(1);
    }
}
