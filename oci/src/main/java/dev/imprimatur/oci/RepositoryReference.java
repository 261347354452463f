package dev.imprimatur.oci;

/**
 * A repository in a registry: {@code registry/repository}.
 *
 * @param registry where it lies
 * @param repository its name there
 */
public record RepositoryReference(Registry registry, Repository repository) {

    /** @throws IllegalArgumentException if registry or repository are missing */
    public RepositoryReference {
        if (registry == null || repository == null) {
            throw new IllegalArgumentException("a repository's reference needs registry and repository");
        }
    }

    /** The repository that holds this image. */
    public static RepositoryReference of(ImageReference image) {
        return new RepositoryReference(image.registry(), image.repository());
    }

    /** What it calls by this digest. */
    public ImageReference at(Digest digest) {
        return ImageReference.of(registry, repository, digest);
    }

    @Override
    public String toString() {
        return registry + "/" + repository;
    }
}
