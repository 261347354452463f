package dev.imprimatur.console.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "127.255.255.254",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "[::]",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:a9fe:a9fe]",
                "[::7f00:1]",
                "[64:ff9b::a9fe:a9fe]",
                "[fe80::1]",
                "[fec0::1]",
                "[fd00:ec2::254]",
                "[ff02::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[2001:0:7f00:1::]",
                "localhost"
            })
    void whatIsNotPublicIsNotCalled(String host) {
        assertThatThrownBy(() -> targets().address(URI.create("http://" + host + ":8080/hook")))
                .isInstanceOf(Targets.Refused.class);
    }

    @Test
    void whyAndWhatToDoIsSaid() {
        assertThatThrownBy(() -> targets().address(URI.create("http://169.254.169.254/latest")))
                .hasMessage(
                        "169.254.169.254 is private, of this machine, or of a special purpose; if it is to be called, add"
                                + " its network to imprimatur.console.webhooks.allow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "[2606:4700:4700::1111]",
                "[2001:200::1]",
                "[3ffe::1]"
            })
    void whatIsPublicIs(String host) throws IOException {
        assertThat(targets().address(URI.create("https://" + host + "/"))).isEqualTo(InetAddress.getByName(host));
    }

    @Test
    void whatTheOperatorAllowsIsCalledAndNothingBesideIt() throws IOException {
        Targets targets = targets("10.1.0.0/16", " 192.168.7.7", "fd00:1::/31");

        assertThat(targets.address(URI.create("http://10.1.255.255/"))).isNotNull();
        assertThat(targets.address(URI.create("http://192.168.7.7/"))).isNotNull();
        assertThat(targets.address(URI.create("http://[fd00::1]/"))).isNotNull();
        for (String host : List.of("10.0.255.255", "10.2.0.0", "192.168.7.6", "[fd00:2::1]", "[::ffff:127.0.0.1]")) {
            assertThatThrownBy(() -> targets.address(URI.create("http://" + host + "/")))
                    .as(host)
                    .isInstanceOf(Targets.Refused.class);
        }
        assertThat(targets("0.0.0.0/0").address(URI.create("http://127.0.0.1/")))
                .isNotNull();
    }

    @Test
    void aNameWithoutAnAddressIsNotRefusedForGood() {
        assertThatThrownBy(() -> targets().address(URI.create("http://none.invalid/")))
                .isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0", "example.org", "::/129", "10.0.0.0/8/8"})
    void aNetworkThatIsNoneIsSaidAtTheStart(String text) {
        assertThatThrownBy(() -> targets(text))
                .hasMessageStartingWith("imprimatur.console.webhooks.allow: '" + text + "' is no network");
    }

    private static Targets targets(String... allowed) {
        Targets targets = new Targets();
        targets.config = Settings.webhooks(Map.of("allow", String.join(",", allowed)));
        targets.read(null);
        return targets;
    }
}
