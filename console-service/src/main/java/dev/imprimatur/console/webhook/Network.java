package dev.imprimatur.console.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits.
 *
 * @param first the first of them
 * @param bits how many bits they have in common
 */
record Network(InetAddress first, int bits) {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * The network of this form: {@code 10.0.0.0/8}, or an address alone.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Network parse(String text) {
        String[] parts = text.strip().split("/", 2);
        try {
            if (ADDRESS.matcher(parts[0]).matches()) {
                InetAddress first = InetAddress.getByName(parts[0]);
                int most = first.getAddress().length * Byte.SIZE;
                int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
                if (bits >= 0 && bits <= most) {
                    return new Network(first, bits);
                }
            }
        } catch (UnknownHostException | NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no network; expected for example 10.1.0.0/16, 192.0.2.7 or fd00::/8");
    }

    /** Whether it is one of them. */
    boolean contains(InetAddress address) {
        byte[] own = first.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = Byte.SIZE - bits % Byte.SIZE;
        return Arrays.equals(own, 0, whole, other, 0, whole)
                && (rest == Byte.SIZE || (own[whole] & 0xff) >> rest == (other[whole] & 0xff) >> rest);
    }
}
