package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A client of any number of registries, after the OCI distribution specification 1.1. One instance serves all threads.
 * Requests that fail with a transient error are tried again, as its {@link RegistryClientSettings} say; logins are
 * those of Docker's {@code config.json}, a registry's own authorities those in {@code certs.d} beside it and in
 * {@code /etc/docker}. Every method throws {@link RegistryException} if the registry does not do it in the end.
 */
public final class RegistryClient {
    /** In bytes: what is sent in less time than it takes to ask whether it is there. */
    private static final int UNASKED = 64 * 1024;

    private final Transport transport;
    private final Retry retry;
    private final Manifests manifests;
    private final BlobTransfer blobs;
    private final Referrers referrers;

    /** A client with these settings and the logins of the user that runs it. */
    public RegistryClient(RegistryClientSettings settings) {
        this(settings, DockerConfig.ofUser());
    }

    RegistryClient(RegistryClientSettings settings, DockerConfig logins) {
        this.transport = new Transport(settings, logins);
        this.retry = new Retry(settings);
        this.manifests = new Manifests(transport, retry);
        this.blobs = new BlobTransfer(transport, retry, settings);
        this.referrers = new Referrers(this, transport, retry);
    }

    /** Which manifest the reference names now, or none. */
    public Optional<Descriptor> head(ImageReference image) {
        return manifests.head(image);
    }

    /** The manifest that the reference names, its bytes checked against every digest that is known of it. */
    public Manifest manifest(ImageReference image) {
        return manifests.get(image);
    }

    /** The manifest that the reference names, checked in the same way, or none if the repository has none. */
    public Optional<Manifest> findManifest(ImageReference image) {
        return manifests.find(image);
    }

    /**
     * Stores a manifest under a tag or under its digest. What it names has to be there already.
     *
     * @throws IllegalArgumentException if the reference has another digest than the manifest
     */
    public void putManifest(ImageReference image, Manifest manifest) {
        manifests.store(image, manifest);
    }

    /**
     * Stores artifacts that are about another manifest of the repository, and lists them among that one's referrers.
     * Doing it again changes nothing. Where the registry has no referrers API the list is an index under the tag
     * {@code sha256-<hex>}, which is read and written again, once for all of them: let no other program write to the
     * repository meanwhile.
     *
     * @param subject what all of them are about
     * @param artifacts in the order in which they are listed
     * @throws IllegalArgumentException if one of them is about something else
     */
    public void attach(RepositoryReference to, Digest subject, List<Attachment> artifacts) {
        storeContents(to, artifacts);
        attachStored(to, subject, artifacts);
    }

    /** Stores what artifacts consist of, as the first part of {@link #attach}: bytes to which nothing refers yet. */
    public void storeContents(RepositoryReference to, List<Attachment> artifacts) {
        putBlob(to, Manifest.EMPTY);
        artifacts.forEach(each -> storeContent(to, each.content()));
    }

    /**
     * Attaches artifacts whose contents were stored, as the rest of {@link #attach}. What has gone meanwhile is stored
     * again.
     */
    public void attachStored(RepositoryReference to, Digest subject, List<Attachment> artifacts) {
        artifacts.forEach(each -> each.requireAbout(subject));
        List<Referrer> unlisted = artifacts.stream()
                .filter(each -> !storeComplete(to, each))
                .map(each -> each.manifest().referrer())
                .toList();
        if (!unlisted.isEmpty()) {
            referrers.list(to, subject, unlisted);
        }
    }

    private boolean storeComplete(RepositoryReference to, Attachment artifact) {
        ImageReference name = to.at(artifact.manifest().digest());
        try {
            return manifests.store(name, artifact.manifest());
        } catch (RegistryException e) {
            if (e.kind() != Kind.CONTENT_MISSING) {
                throw e;
            }
            storeContents(to, List.of(artifact));
            return manifests.store(name, artifact.manifest());
        }
    }

    /**
     * Stores an artifact under its digest; without the referrers API it is in no list then.
     *
     * @return whether the registry lists it among the referrers of its subject
     */
    public boolean storeArtifact(RepositoryReference to, Manifest artifact, byte[] content) {
        storeContents(to, List.of(new Attachment(artifact, content)));
        return manifests.store(to.at(artifact.digest()), artifact);
    }

    /** The content of an artifact is seldom there, so a small one is not asked for. */
    private void storeContent(RepositoryReference to, byte[] content) {
        if (content.length <= UNASKED) {
            blobs.putAnyway(to, content);
        } else {
            putBlob(to, content);
        }
    }

    /**
     * What refers to this manifest, in the registry's order: by the referrers API, else by the tag
     * {@code sha256-<hex>}.
     */
    public List<Referrer> referrers(RepositoryReference repository, Digest subject) {
        return referrers.of(repository, subject);
    }

    /**
     * Reads a small blob whole, and checks that it is the one.
     *
     * @param most the largest size that is read, in bytes
     */
    public byte[] blob(RepositoryReference repository, Descriptor blob, int most) {
        return blobs.read(repository, blob, most);
    }

    /**
     * Removes the manifest with this digest, and with it every tag that names it. No error if it is not there. Its
     * blobs go when the registry collects its garbage.
     *
     * @throws IllegalArgumentException if the reference has no digest
     */
    public void deleteManifest(ImageReference image) {
        manifests.delete(image);
    }

    /** Deletes what refers to this digest: each artifact, and the list under a tag where there is one. */
    public void detach(RepositoryReference repository, Digest subject) {
        referrers.delete(repository, subject);
    }

    /** Whether the repository holds this blob. */
    public boolean hasBlob(RepositoryReference repository, Digest digest) {
        return blobs.has(repository, digest);
    }

    /**
     * Brings a blob from one repository to another, in constant memory: not at all if it is there, without a transfer
     * inside one registry, else as a stream.
     */
    public void copyBlob(RepositoryReference from, RepositoryReference to, Descriptor blob) {
        blobs.copy(from, to, blob);
    }

    /**
     * Stores the content of a file, if it is not there already, in constant memory. The registry checks the digest.
     *
     * @return whether it had to be sent
     */
    public boolean putBlob(RepositoryReference to, Descriptor blob, Path content) {
        return blobs.put(to, blob, content);
    }

    /**
     * Gets a blob into a file, in constant memory. What comes is checked against the descriptor's size and digest;
     * unless all of it is right, nothing stays of the file.
     */
    public void fetchBlob(RepositoryReference from, Descriptor blob, Path into) {
        blobs.fetch(from, blob, into);
    }

    /** Stores a small blob that is at hand, if it is not there already. */
    public Digest putBlob(RepositoryReference to, byte[] content) {
        return blobs.put(to, content);
    }

    /** Returns if the registry takes a blob into this repository: the empty configuration of artifacts, sent anyway. */
    public void upload(RepositoryReference to) {
        blobs.putAnyway(to, Manifest.EMPTY);
    }

    /**
     * The names of all tags of a repository, none if there is no such repository. Left out are the tags under which
     * registries without the referrers API keep an image's referrers ({@code sha256-<hex>}). The list is whole: one
     * that breaks off is an error.
     */
    public List<String> tags(RepositoryReference repository) {
        return TagList.of(repository, transport, retry);
    }

    /** Returns if the registry answers and lets this client in. */
    public void ping(Registry registry) {
        Request request =
                Request.of(registry, "answer", List.of(), "GET", registry.uri().resolve("/v2/"));
        retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            if (response.statusCode() != 200) {
                throw Refusal.of(request, response);
            }
            return null;
        });
    }

    static RegistryException unexpected(Request request, String why) {
        return failure(Kind.UNEXPECTED_ANSWER, request, why);
    }

    static RegistryException failure(Kind kind, Request request, String why) {
        return new RegistryException(
                kind,
                request.registry(),
                "registry " + request.registry() + " did not " + request.action() + ": " + why);
    }
}
