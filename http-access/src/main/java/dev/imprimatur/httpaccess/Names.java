package dev.imprimatur.httpaccess;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a service is asked by. A page whose name is pointed at this machine once it was loaded still sends the
 * name that it was loaded by.
 *
 * @param own the service's name, and the address or name that it is bound to
 * @param configured what the operator names
 */
record Names(Set<String> own, Set<String> configured) {
    private static final Pattern NAME = Pattern.compile("[0-9a-z_-]+(\\.[0-9a-z_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    /**
     * The names of a service.
     *
     * @throws IllegalArgumentException if a configured one is no name or address alone
     */
    static Names of(String service, String bound, Collection<String> configured) {
        return new Names(
                Stream.of(service, bound).map(Names::lower).collect(Collectors.toSet()),
                configured.stream().map(Names::checked).collect(Collectors.toSet()));
    }

    /**
     * Whether a request may name the service so.
     *
     * @param connected the address that the connection was made to
     */
    boolean allow(String host, String connected) {
        return isThisMachine(host) || host.equals(connected) || own.contains(host) || configured.contains(host);
    }

    /** Whether this name or address leads to this machine, and from no other one. */
    static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host) || LOOPBACK.matcher(host).matches();
    }

    private static String checked(String name) {
        String lower = lower(name);
        if (!NAME.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "imprimatur.http.hosts: '" + name
                            + "' is no name or address alone; expected for example console.example.org, without scheme and port");
        }
        return lower;
    }

    private static String lower(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
