package dev.imprimatur.feeds;

import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which hosts feeds may be asked at. A catalogue, or a site that redirects, could otherwise name what only this machine
 * reaches: a service on its loopback, or the metadata of its cloud on a link-local address.
 */
public final class FeedHosts {
    /** Every host whose addresses are neither of this machine nor link-local. */
    public static final FeedHosts OTHER_MACHINES = new FeedHosts(Set.of(), false);

    /** Every host whose addresses are not link-local: for people who plan on their own machine. */
    public static final FeedHosts NOT_LINK_LOCAL = new FeedHosts(Set.of(), true);

    private final Set<String> named;
    private final boolean loopback;

    private FeedHosts(Set<String> named, boolean loopback) {
        this.named = named;
        this.loopback = loopback;
    }

    /**
     * These hosts, whatever their addresses, and no others.
     *
     * @param hosts their names, without ports
     * @throws IllegalArgumentException if there is none, or one cannot be a host's name
     */
    public static FeedHosts only(List<String> hosts) {
        Set<String> named = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (named.isEmpty() || named.stream().anyMatch(host -> !host.matches("[a-z0-9._-]+|\\[[0-9a-f:.]+]"))) {
            throw new IllegalArgumentException(
                    hosts + ": expected names of hosts without scheme, port and path, for example nodejs.org");
        }
        return new FeedHosts(named, false);
    }

    /**
     * Refuses an address whose host may not be asked. What the name means is looked up again when it is asked, so only
     * named hosts are safe from a name server that answers each time something else.
     *
     * @throws FeedAwayException if its name does not resolve now
     * @throws FeedException if it may not be asked
     */
    void check(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        if (!named.isEmpty()) {
            if (!named.contains(host)) {
                throw new FeedException("the host " + host + " is not among those that feeds may be asked at");
            }
            return;
        }
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                check(host, each);
            }
        } catch (UnknownHostException e) {
            throw new FeedAwayException("the host " + host + " is unknown", address);
        }
    }

    private void check(String host, InetAddress address) {
        boolean ownMachine = address.isLoopbackAddress() || address.isAnyLocalAddress();
        if (address.isLinkLocalAddress() || address.isMulticastAddress() || (ownMachine && !loopback)) {
            throw new FeedException("the host " + host + " is " + address.getHostAddress()
                    + ", an address of this machine or its link, which feeds are not asked at unless the host is named"
                    + " (imprimatur.renderer.feed-hosts)");
        }
    }
}
