package dev.imprimatur.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * The address of a registry, {@code host[:port]}. Two are the same registry if their hosts are; how it is spoken to is
 * a matter of configuration, which references do not carry.
 *
 * @param host host and optional port, as they stand at the front of an image reference
 * @param plainHttp whether it speaks HTTP without TLS
 */
public record Registry(String host, boolean plainHttp) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?");
    private static final Pattern LOOPBACK = Pattern.compile("(?:localhost|127\\.[0-9.]+)(?::[0-9]+)?");

    /** @throws IllegalArgumentException if the host is not a host name with an optional port */
    public Registry {
        if (host == null || !FORM.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "not a registry: '" + host + "', expected host or host:port, or http://host:port without TLS");
        }
    }

    /**
     * Reads {@code host:port} (TLS, except on loopback as Docker does), {@code http://host:port} for a registry without
     * TLS, or {@code https://host:port} for one with TLS on loopback.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static Registry parse(String text) {
        String host = text.replaceFirst("^https?://", "").replaceFirst("/$", "");
        return new Registry(
                host,
                text.startsWith("http://")
                        || !text.startsWith("https://")
                                && LOOPBACK.matcher(host).matches());
    }

    /**
     * The same image; if this is its registry, that is spoken to as this one is, whatever its reference was read from.
     */
    public ImageReference speaking(ImageReference image) {
        return image.registry().equals(this)
                ? new ImageReference(this, image.repository(), image.tag(), image.digest())
                : image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Registry registry && host.equals(registry.host);
    }

    @Override
    public int hashCode() {
        return host.hashCode();
    }

    /** The root of its API. */
    public URI uri() {
        return URI.create((plainHttp ? "http://" : "https://") + host);
    }

    @Override
    @JsonValue
    public String toString() {
        return host;
    }
}
