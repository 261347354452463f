package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Brings blobs into repositories. A transfer that breaks begins again from its source, under a new upload session: the
 * specification promises nothing about a session whose request broke.
 */
final class BlobTransfer {
    private final Transport transport;
    private final Retry retry;
    private final RegistryClientSettings settings;

    BlobTransfer(Transport transport, Retry retry, RegistryClientSettings settings) {
        this.transport = transport;
        this.retry = retry;
        this.settings = settings;
    }

    boolean has(RepositoryReference repository, Digest digest) {
        return retry.call(() -> isThere(repository, digest));
    }

    void copy(RepositoryReference from, RepositoryReference to, Descriptor blob) {
        retry.call(() -> {
            if (!isKept(to, blob.digest())) {
                begun(to, blob.digest(), from).ifPresent(upload -> stream(from, to, blob, upload));
            }
            return null;
        });
    }

    Digest put(RepositoryReference to, byte[] content) {
        Digest digest = Digest.of(content);
        return retry.call(() -> {
            if (!isKept(to, digest)) {
                upload(to, digest, content);
            }
            return digest;
        });
    }

    /** Sends it though it may be there. */
    void putAnyway(RepositoryReference to, byte[] content) {
        retry.call(() -> {
            upload(to, Digest.of(content), content);
            return null;
        });
    }

    private void upload(RepositoryReference to, Digest digest, byte[] content) {
        begun(to, digest, to)
                .ifPresent(upload ->
                        finish(to, digest, upload, BodyPublishers.ofByteArray(content), true, content.length));
    }

    boolean put(RepositoryReference to, Descriptor blob, Path content) {
        return retry.call(() -> {
            if (isKept(to, blob.digest())) {
                return false;
            }
            begun(to, blob.digest(), to)
                    .ifPresent(upload -> finish(to, blob.digest(), upload, body(content), true, blob.size()));
            return true;
        });
    }

    void fetch(RepositoryReference from, Descriptor blob, Path into) {
        retry.call(() -> {
            Request request = source(from, blob);
            HttpResponse<InputStream> response = transport.send(request);
            try (InputStream source = response.body()) {
                if (response.statusCode() != 200) {
                    throw Refusal.of(request, response);
                }
                BlobFile.take(source, from, blob, into);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return null;
        });
    }

    byte[] read(RepositoryReference from, Descriptor blob, int most) {
        if (blob.size() > most) {
            throw new RegistryException(
                    Kind.UNEXPECTED_ANSWER,
                    from.registry(),
                    "blob " + blob.digest() + " of " + from + " has " + blob.size() + " bytes, of which at most " + most
                            + " are read");
        }
        Request request = source(from, blob);
        return retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw Refusal.of(request, response);
                }
                byte[] content = body.readNBytes((int) blob.size() + 1);
                if (!Digest.of(content).equals(blob.digest())) {
                    throw new RegistryException(
                            Kind.DIGEST_MISMATCH,
                            from.registry(),
                            "registry " + from.registry() + " sent something else than blob " + blob.digest() + " of "
                                    + from + "; do not trust it before that is explained");
                }
                return content;
            } catch (IOException e) {
                throw brokenOff(from, blob, e);
            }
        });
    }

    private Request source(RepositoryReference from, Descriptor blob) {
        return Request.blobs(
                        "GET",
                        from,
                        "send blob " + blob.digest() + " of",
                        blob.digest().value(),
                        Request.pull(from.repository()))
                .streamed(settings.timeoutFor(blob.size()));
    }

    static RegistryException brokenOff(RepositoryReference from, Descriptor blob, IOException cause) {
        return new RegistryException(
                Kind.REGISTRY_UNREACHABLE,
                from.registry(),
                0,
                null,
                "registry " + from.registry() + " broke off sending blob " + blob.digest() + " of " + from,
                cause);
    }

    private static BodyPublisher body(Path content) {
        try {
            return BodyPublishers.ofFile(content);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether it need not be sent. Of a blob whose link a registry could not write, since its disk was full, it fails
     * to tell for ever, also when it has room again; sending the blob writes the link.
     */
    private boolean isKept(RepositoryReference to, Digest digest) {
        try {
            return isThere(to, digest);
        } catch (RegistryException e) {
            if (e.status() != HttpURLConnection.HTTP_INTERNAL_ERROR) {
                throw e;
            }
            return false;
        }
    }

    private boolean isThere(RepositoryReference repository, Digest digest) {
        Request request = Request.blobs(
                "HEAD",
                repository,
                "tell of blob " + digest + " in",
                digest.value(),
                Request.pull(repository.repository()));
        HttpResponse<InputStream> response = transport.send(request);
        return switch (response.statusCode()) {
            case 200 -> true;
            case 404 -> false;
            case 405 -> canBeRead(repository, digest);
            default -> throw Refusal.of(request, response);
        };
    }

    /** For registries that answer no HEAD. */
    private boolean canBeRead(RepositoryReference repository, Digest digest) {
        Request request = source(repository, new Descriptor(digest, "", 0));
        HttpResponse<InputStream> response = transport.send(request);
        try (InputStream unread = response.body()) {
            return switch (response.statusCode()) {
                case 200 -> true;
                case 404 -> false;
                default -> throw Refusal.of(request, response);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to upload the blob to, or nothing if the registry could mount it from the other repository. */
    private Optional<URI> begun(RepositoryReference to, Digest digest, RepositoryReference from) {
        boolean mount = from.registry().equals(to.registry()) && !from.equals(to);
        String query = mount ? "?mount=" + digest + "&from=" + from.repository() : "";
        String[] scopes = mount
                ? new String[] {Request.push(to.repository()), Request.pull(from.repository())}
                : new String[] {Request.push(to.repository())};
        Request request = Request.blobs("POST", to, "take blob " + digest + " into", "uploads/" + query, scopes);
        HttpResponse<InputStream> response = transport.send(request);
        return switch (response.statusCode()) {
            case 201 -> Optional.empty();
            case 202 ->
                Optional.of(Transport.place(
                        request,
                        response,
                        response.headers()
                                .firstValue("Location")
                                .orElseThrow(() -> new RegistryException(
                                        Kind.UNEXPECTED_ANSWER,
                                        to.registry(),
                                        "registry " + to.registry() + " began an upload without saying where"))));
            default -> throw Refusal.of(request, response);
        };
    }

    private void stream(RepositoryReference from, RepositoryReference to, Descriptor blob, URI upload) {
        Request request = source(from, blob);
        HttpResponse<InputStream> response = transport.send(request);
        try (InputStream source = response.body()) {
            if (response.statusCode() != 200) {
                throw Refusal.of(request, response);
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(blob.size());
            if (length != blob.size()) {
                throw new RegistryException(
                        Kind.DIGEST_MISMATCH,
                        from.registry(),
                        "registry " + from.registry() + " has " + length + " bytes of blob " + blob.digest() + " of "
                                + from + ", its manifest says " + blob.size() + "; build the image again");
            }
            BodyPublisher body = BodyPublishers.ofInputStream(() -> sent(from, blob, source));
            finish(to, blob.digest(), upload, body, false, blob.size());
        } catch (IOException e) {
            throw brokenOff(from, blob, e);
        }
    }

    /** What breaks off there is the failure of the registry that sends it, not of the one that it is sent on to. */
    private static InputStream sent(RepositoryReference from, Descriptor blob, InputStream source) {
        return new FilterInputStream(source) {
            @Override
            public int read(byte[] into, int start, int length) {
                try {
                    return super.read(into, start, length);
                } catch (IOException e) {
                    throw brokenOff(from, blob, e);
                }
            }
        };
    }

    private void finish(
            RepositoryReference to, Digest digest, URI upload, BodyPublisher content, boolean repeatable, long size) {
        String separator = upload.getRawQuery() == null ? "?" : "&";
        // An empty body has no publisher with a length.
        BodyPublisher body = size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(content, size);
        Request request = Request.blobs(
                        "PUT", to, "store blob " + digest + " in", "uploads/", Request.push(to.repository()))
                .to(URI.create(upload + separator + "digest=" + digest))
                .with(Map.of("Content-Type", "application/octet-stream"))
                .carrying(body, repeatable, settings.timeoutFor(size));
        HttpResponse<InputStream> response = transport.send(request);
        if (response.statusCode() != 201) {
            throw Refusal.of(request, response);
        }
    }
}
