package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Moves tags in the registry, several at a time, and reads them back. Every step can be repeated. */
@ApplicationScoped
public class TagWriter {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final RegistryClient registries;
    private final Registry production;
    private final int threads;

    @Inject
    TagWriter(RegistryClient registries, PublisherConfig config) {
        this(registries, config.production(), config.tagThreads());
    }

    /** Writes so many tags at the same time. */
    public TagWriter(RegistryClient registries, Registry production, int threads) {
        this.registries = registries;
        this.production = production;
        this.threads = threads;
    }

    /** What these tags name now; a tag that does not exist is left out. */
    public Map<ImageReference, Descriptor> read(List<ImageReference> tags) {
        List<Optional<Descriptor>> found = parallel(tags, registries::head);
        Map<ImageReference, Descriptor> now = new HashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            ImageReference tag = tags.get(i);
            found.get(i).ifPresent(descriptor -> now.put(tag, descriptor));
        }
        return now;
    }

    /**
     * Points the tags to this manifest, role by role, so that no alias is ever ahead of its pinned tag.
     *
     * @param now what the tags name; those that name the manifest are left alone
     * @return whether any had to be set
     */
    public boolean apply(List<TagChange> changes, Map<ImageReference, Descriptor> now, Manifest manifest) {
        boolean any = false;
        for (TagRole role : TagRole.values()) {
            List<ImageReference> wrong = changes.stream()
                    .filter(change -> change.role() == role)
                    .map(this::inProduction)
                    .filter(tag ->
                            !now.containsKey(tag) || !now.get(tag).digest().equals(manifest.digest()))
                    .toList();
            point(wrong, manifest);
            any |= !wrong.isEmpty();
        }
        return any;
    }

    /** Points the tags to this manifest, in no order. */
    public void point(List<ImageReference> tags, Manifest manifest) {
        parallel(tags, tag -> {
            registries.putManifest(tag, manifest);
            return null;
        });
    }

    /** The highest number of an immutable tag beside these pinned tags, 0 if there is none. */
    public int highestRevision(List<ImageReference> pinned) {
        Map<RepositoryReference, List<ImageReference>> byRepository =
                pinned.stream().collect(Collectors.groupingBy(RepositoryReference::of));
        return byRepository.entrySet().stream()
                .flatMap(each -> registries.tags(each.getKey()).stream()
                        .flatMap(name -> each.getValue().stream().map(tag -> revision(tag.tag(), name))))
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    /** A repository has thousands of tags, of which few belong to a pinned one. */
    private static int revision(String pinned, String name) {
        String beside = pinned + "-r";
        return name.startsWith(beside)
                        && NUMBER.matcher(name.substring(beside.length())).matches()
                ? Integer.parseInt(name.substring(beside.length()))
                : 0;
    }

    /**
     * Reads every tag of these changes back.
     *
     * @throws PublishException if one does not name what it should
     */
    public void verify(List<TagChange> changes) {
        verify(
                changes.stream().map(this::inProduction).toList(),
                changes.getFirst().to());
    }

    /**
     * Reads every one of these tags back.
     *
     * @throws PublishException if one does not name this digest
     */
    public void verify(List<ImageReference> tags, Digest expected) {
        Map<ImageReference, Descriptor> now = read(tags);
        List<String> wrong = new ArrayList<>();
        for (ImageReference tag : tags) {
            Descriptor found = now.get(tag);
            if (found == null || !found.digest().equals(expected)) {
                wrong.add(tag + " (" + (found == null ? "missing" : found.digest()) + ")");
            }
        }
        if (!wrong.isEmpty()) {
            throw PublishException.retryable(
                    FailureKinds.READ_BACK_DIFFERS,
                    "these tags were set to " + expected + " but read back otherwise: " + String.join(", ", wrong)
                            + "; does another program write to "
                            + tags.getFirst().registry() + "?");
        }
    }

    /** The tags of a repository that name this digest in the registry. */
    public List<ImageReference> naming(Digest digest, RepositoryReference repository) {
        List<ImageReference> all = registries.tags(repository).stream()
                .map(tag -> repository.repository().tag(tag).in(repository.registry()))
                .toList();
        Map<ImageReference, Descriptor> now = read(all);
        return all.stream()
                .filter(tag -> now.containsKey(tag) && now.get(tag).digest().equals(digest))
                .toList();
    }

    /** Points a tag to a digest that its repository has. */
    public void point(ImageReference tag, Digest to) {
        registries.putManifest(tag, registries.manifest(ImageReference.of(tag.registry(), tag.repository(), to)));
    }

    /**
     * The tag of a change in the configured registry, which knows whether it speaks TLS; the journal's text does not.
     */
    public ImageReference inProduction(TagChange change) {
        ImageReference reference = change.reference();
        return Objects.equals(reference.registry().host(), production.host())
                ? new ImageReference(production, reference.repository(), reference.tag(), null)
                : reference;
    }

    private <T, R> List<R> parallel(List<T> all, Function<T, R> action) {
        try (ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofVirtual().name("tag-", 1).factory())) {
            List<Future<R>> running = pool.invokeAll(all.stream()
                    .<Callable<R>>map(each -> () -> action.apply(each))
                    .toList());
            List<R> results = new ArrayList<>();
            for (Future<R> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PublishException.retryable(FailureKinds.INTERRUPTED, "the publisher is being stopped");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RegistryException known ? known : new IllegalStateException(e.getCause());
        }
    }
}
