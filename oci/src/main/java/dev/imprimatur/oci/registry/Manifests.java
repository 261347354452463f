package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Manifests in registries: what comes is checked against every digest that is known of it. */
final class Manifests {
    private static final Map<String, String> ACCEPT = Map.of("Accept", String.join(", ", MediaType.MANIFESTS));

    private final Transport transport;
    private final Retry retry;

    Manifests(Transport transport, Retry retry) {
        this.transport = transport;
        this.retry = retry;
    }

    Optional<Descriptor> head(ImageReference image) {
        Request request = Request.manifest("HEAD", image, Request.pull(image.repository()))
                .with(ACCEPT);
        return retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            return switch (response.statusCode()) {
                case 200 -> Optional.of(descriptor(image, request, response));
                case 404 -> Optional.empty();
                case 405 -> found(image).map(Manifest::descriptor);
                default -> throw Refusal.of(request, response);
            };
        });
    }

    private Descriptor descriptor(ImageReference image, Request request, HttpResponse<InputStream> response) {
        Optional<String> digest = response.headers().firstValue("Docker-Content-Digest");
        Optional<String> type = response.headers().firstValue("Content-Type");
        long size = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (digest.isEmpty() || type.isEmpty() || size < 0) {
            // The specification lets a registry leave them out; the manifest itself says it.
            return exact(image).descriptor();
        }
        requireSame(request, image.digest(), digest(request, digest.get()), "says that it has");
        return new Descriptor(digest(request, digest.get()), withoutParameters(type.get()), size);
    }

    Manifest get(ImageReference image) {
        return retry.call(() -> exact(image));
    }

    Optional<Manifest> find(ImageReference image) {
        return retry.call(() -> found(image));
    }

    private Manifest exact(ImageReference image) {
        Request request =
                Request.manifest("GET", image, Request.pull(image.repository())).with(ACCEPT);
        HttpResponse<InputStream> response = transport.send(request);
        if (response.statusCode() != 200) {
            throw Refusal.of(request, response);
        }
        Manifest manifest = read(request, image.digest(), response);
        requireSame(request, image.digest(), manifest.digest(), "sent");
        response.headers()
                .firstValue("Docker-Content-Digest")
                .ifPresent(said -> requireSame(request, digest(request, said), manifest.digest(), "sent"));
        return manifest;
    }

    private Optional<Manifest> found(ImageReference image) {
        try {
            return Optional.of(exact(image));
        } catch (RegistryException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Manifest read(Request request, Digest expected, HttpResponse<InputStream> response) {
        String type = response.headers()
                .firstValue("Content-Type")
                .map(Manifests::withoutParameters)
                .orElse(null);
        byte[] bytes;
        try {
            bytes = response.body().readAllBytes();
        } catch (IOException e) {
            throw RegistryClient.unexpected(request, e.getMessage());
        }
        try {
            return Manifest.of(type, bytes);
        } catch (IllegalArgumentException e) {
            // With that digest it is what the registry was given, and no page of something before it.
            throw Digest.of(bytes).equals(expected)
                    ? RegistryClient.failure(Kind.UNREADABLE, request, e.getMessage())
                    : RegistryClient.unexpected(request, e.getMessage());
        }
    }

    /** Whether the registry lists the manifest among the referrers of its subject, as it says itself. */
    boolean store(ImageReference image, Manifest manifest) {
        if (image.digest() != null && !image.digest().equals(manifest.digest())) {
            throw new IllegalArgumentException(image + " cannot name manifest " + manifest.digest());
        }
        Request request = Request.manifest("PUT", image, Request.push(image.repository()))
                .with(Map.of("Content-Type", manifest.mediaType()))
                .carrying(BodyPublishers.ofByteArray(manifest.bytes()), true, null);
        return retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            // 201 after the specification; some say 200 or 202 and have stored it all the same.
            if (response.statusCode() / 100 != 2) {
                throw Refusal.of(request, response);
            }
            response.headers()
                    .firstValue("Docker-Content-Digest")
                    .ifPresent(said -> requireSame(request, manifest.digest(), digest(request, said), "stored"));
            return response.headers().firstValue("OCI-Subject").isPresent();
        });
    }

    void delete(ImageReference image) {
        if (image.digest() == null) {
            throw new IllegalArgumentException(image + " names no digest: only that is deleted");
        }
        ImageReference exact = ImageReference.of(image.registry(), image.repository(), image.digest());
        Request request = Request.manifest("DELETE", exact, Request.delete(image.repository()));
        retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            if (!Set.of(200, 202, 204, 404).contains(response.statusCode())) {
                throw Refusal.of(request, response);
            }
            return null;
        });
    }

    private static Digest digest(Request request, String said) {
        try {
            return new Digest(said);
        } catch (IllegalArgumentException e) {
            throw RegistryClient.unexpected(request, e.getMessage());
        }
    }

    private static void requireSame(Request request, Digest expected, Digest found, String how) {
        if (expected != null && !expected.equals(found)) {
            throw new RegistryException(
                    Kind.DIGEST_MISMATCH,
                    request.registry(),
                    "registry " + request.registry() + " did not " + request.action() + ": it " + how + " " + found
                            + ", expected " + expected + "; do not trust it before that is explained");
        }
    }

    private static String withoutParameters(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
    }
}
