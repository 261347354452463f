package dev.imprimatur.console.webhook;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are called. The console reaches what those who register endpoints do not: other services, databases,
 * the metadata of a cloud. So it calls public addresses, and others only where the operator allows that.
 */
@ApplicationScoped
class Targets {
    private static final Network PUBLIC_IPV6 = Network.parse("2000::/3");

    /** Not public, or made from an address that may not be: the special purposes of RFC 6890 and its registries. */
    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Network::parse)
            .toList();

    @Inject
    WebhookConfig config;

    private List<Network> allowed = List.of();

    /** An address that is not called. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** @throws IllegalArgumentException if a network that is configured is none */
    void read(@Observes StartupEvent start) {
        try {
            allowed = config.allow().orElse(List.of()).stream()
                    .map(Network::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.console.webhooks.allow: " + e.getMessage(), e);
        }
    }

    /**
     * The address to call. Its name is not to be asked for again, as the answer may be another one then.
     *
     * @throws Refused if it has addresses, and none of them is called
     * @throws UnknownHostException if it has none
     */
    InetAddress address(URI url) throws IOException {
        if (url.getHost() == null) {
            throw new Refused(url.getRawAuthority() + " is no name and no address");
        }
        InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
        return Arrays.stream(addresses)
                .filter(this::isCalled)
                .findFirst()
                .orElseThrow(() -> new Refused(addresses[0].getHostAddress()
                        + " is private, of this machine, or of a special purpose; if it is to be called, add its network to"
                        + " imprimatur.console.webhooks.allow"));
    }

    private boolean isCalled(InetAddress address) {
        return isPublic(address) || allowed.stream().anyMatch(network -> network.contains(address));
    }

    static boolean isPublic(InetAddress address) {
        return (address instanceof Inet4Address || PUBLIC_IPV6.contains(address))
                && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }
}
