package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.nio.file.Path;
import java.util.List;

/**
 * A tar of files in a registry: an artifact after the OCI image specification 1.1, with the tar as its one layer. One
 * tar always makes the same artifact, so what lies there already is known by its digest.
 */
public final class TarArtifact {
    /** What the artifact is. */
    public static final String TYPE = "application/vnd.imprimatur.context.v1";
    /** What its one layer is. */
    public static final String TAR = "application/vnd.imprimatur.context.v1.tar";

    private TarArtifact() {}

    /** What the artifact of this tar is called in this repository, whether it is there or not. */
    public static ImageReference reference(RepositoryReference repository, Digest tar, long size) {
        return repository.at(manifest(tar, size).digest());
    }

    /**
     * Stores a tar, by digest and without any tag.
     *
     * @param content the file, whose digest and size these are
     * @throws RegistryException if the registry does not take it
     */
    public static void push(
            RegistryClient registries, RepositoryReference repository, Digest tar, long size, Path content) {
        registries.putBlob(repository, Manifest.EMPTY);
        registries.putBlob(repository, layer(tar, size), content);
        Manifest manifest = manifest(tar, size);
        registries.putManifest(repository.at(manifest.digest()), manifest);
    }

    /**
     * Gets a tar into a file, in constant memory. One whose manifest was deleted can be had until the registry collects
     * its garbage.
     *
     * @throws RegistryException if it is not there, is not what it is said to be, or the registry fails
     */
    public static void fetch(RegistryClient registries, ImageReference artifact, Digest tar, long size, Path into) {
        Descriptor expected = layer(tar, size);
        if (registries.head(artifact).isPresent()) {
            requireOnly(expected, registries.manifest(artifact), artifact);
        }
        registries.fetchBlob(RepositoryReference.of(artifact), expected, into);
    }

    private static void requireOnly(Descriptor expected, Manifest manifest, ImageReference artifact) {
        if (!manifest.layers().equals(List.of(expected))) {
            throw new RegistryException(
                    Kind.DIGEST_MISMATCH,
                    artifact.registry(),
                    artifact + " holds " + manifest.layers() + ", expected one layer, " + expected);
        }
    }

    private static Manifest manifest(Digest tar, long size) {
        return Manifest.ofArtifact(TYPE, layer(tar, size));
    }

    private static Descriptor layer(Digest tar, long size) {
        return new Descriptor(tar, TAR, size);
    }
}
