package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packet rules of an engine that a home starts, in a network of their own, so that this machine's stays as it is.
 */
class HomeEngineTest {
    private static final String FUNCTIONS = """
            set -euo pipefail
            HOME_DIR=$H
            for file in deploy/local/*.sh; do source "$file"; done
            use_home
            """;

    /** The machine listens at three ports; a namespace at the bridge stands for a container, and connects to each. */
    private static final String MACHINE_AND_CONTAINER = """
            mount -t sysfs sysfs /sys
            ip link set lo up
            listen='use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => shift, Listen => 9) or die;
              $| = 1; print "listens\\n"; close $_ while $_ = $s->accept'
            for port in 53 8098 8099; do
              perl -e "$listen" $port >"$H/$port" &
              until [[ -s $H/$port ]]; do sleep 0.1; done
            done
            export IMPRIMATUR_BUILDS_MAY_REACH=10.210.1.1:8098
            create_bridge
            unshare --net sleep 60 & container=$!
            until [[ $(readlink /proc/$container/ns/net) != $(readlink /proc/$$/ns/net) ]]; do sleep 0.1; done
            ip link add out type veth peer name in netns $container
            ip link set out master "$BRIDGE" up
            inside() { nsenter --target $container --net "$@"; }
            inside ip addr add 10.210.1.2/24 dev in
            inside ip link set in up
            connect() {
              for port in 53 8098 8099; do
                if inside timeout 5 bash -c "</dev/tcp/10.210.1.1/$port" 2>/dev/null; then echo "$1 $port"; fi
              done
            }
            connect reached
            drop_firewall_rules
            connect reached-without-rules
            remove_bridge
            iptables -S | grep -e "$HOME_TAG" || echo nothing-left
            kill $(jobs -p)
            """;

    @TempDir
    Path folder;

    @Test
    void aBuildReachesNoneOfTheMachinesAddressesButNameServersAndWhatIsListed() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root makes networks");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/iptables")), "without iptables a home starts no engine");

        Script.Result result = Script.program(
                Duration.ofMinutes(1),
                Map.of("H", folder.toString(), "PATH", System.getenv("PATH") + ":/usr/sbin:/sbin"),
                "unshare",
                "--net",
                "--mount",
                "bash",
                "-c",
                FUNCTIONS + MACHINE_AND_CONTAINER);

        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.output().lines())
                .containsExactly(
                        "reached 53",
                        "reached 8098",
                        "reached-without-rules 53",
                        "reached-without-rules 8098",
                        "reached-without-rules 8099",
                        "nothing-left");
    }
}
