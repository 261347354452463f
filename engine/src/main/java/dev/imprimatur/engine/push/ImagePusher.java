package dev.imprimatur.engine.push;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.OwnDisk;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sends images from an engine to a registry: the engine gives the image out, each layer is compressed while it comes,
 * into a file, and sent unless the registry has it; then the configuration, byte for byte, and an OCI manifest. Of an
 * image that is mostly its base the engine sends the few bytes itself. The same image always becomes the same manifest.
 */
public final class ImagePusher {
    /** Labels that are annotations of the manifest too. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "org.opencontainers.image.source", "org.opencontainers.image.revision", "org.opencontainers.image.url");

    private final Engine engine;
    private final RegistryClient registries;
    private final Gzip gzip;
    private final Path folder;
    private final SeenLayers seen = new SeenLayers();

    /**
     * @param gzip compresses the layers
     * @param folder takes each layer while it is sent
     */
    public ImagePusher(Engine engine, RegistryClient registries, Gzip gzip, Path folder) {
        this.engine = engine;
        this.registries = registries;
        this.gzip = gzip;
        this.folder = folder;
    }

    /**
     * Sends an image.
     *
     * @param image its id on the engine, or a reference to it
     * @param tag what the registry is to call it
     * @param known layers that need not be compressed again
     * @param named hears the digest of the manifest before the registry has it under the tag
     * @return the digest of the manifest that the registry has under the tag now
     * @throws EngineException if the engine does not give the image out, or the registry has something else in the end
     * @throws RegistryException if the registry does not take the image
     */
    public Digest push(
            String image,
            ImageReference tag,
            KnownLayers known,
            Output output,
            Cancellation cancellation,
            Consumer<Digest> named) {
        EngineImage found = engine.image(image)
                .orElseThrow(() -> new EngineException(new Failure.Unknown(
                        Kind.BASE_MISSING, "the engine has no image " + image + " to send any more", null)));
        LayerUpload upload = new LayerUpload(registries, gzip, folder, tag, output, seen);
        upload.takeKnown(found.layers(), known);
        Manifest manifest = mostlyBase(found, known)
                ? sentByEngine(found, upload, tag, output, cancellation)
                : saved(image, upload, tag, cancellation).annotated(annotations(found));
        named.accept(manifest.digest());
        put(tag, manifest);
        output.write("manifest " + manifest.digest() + "\n");
        return manifest.digest();
    }

    /**
     * The engine compresses slowly, but gives out the whole image, bases too: what there is less of decides. It is
     * decided by the image alone, since the two ways compress differently, and one image is to have one digest.
     */
    private static boolean mostlyBase(EngineImage image, KnownLayers known) {
        long base = known.sizeOfBase(image);
        return 2 * (image.size() - base) < base;
    }

    private Manifest sentByEngine(
            EngineImage image, LayerUpload upload, ImageReference tag, Output output, Cancellation cancellation) {
        EnginePush push = new EnginePush(engine, registries);
        Manifest sent = push.send(image, tag, output, cancellation);
        Manifest own = EnginePush.manifest(image, sent, upload).annotated(annotations(image));
        if (!own.digest().equals(sent.digest())) {
            // First, since a crash in between leaves nothing that is not on record.
            push.forget(sent, tag);
        }
        return own;
    }

    /** What programs that follow images look for beside the image, since they read no configuration. */
    private static Map<String, String> annotations(EngineImage image) {
        Map<String, String> annotations = new TreeMap<>(image.labels());
        annotations.keySet().retainAll(ANNOTATIONS);
        return annotations;
    }

    private void put(ImageReference tag, Manifest manifest) {
        registries.putManifest(tag, manifest);
        requireThere(tag, manifest.digest());
    }

    private Manifest saved(String image, LayerUpload upload, ImageReference tag, Cancellation cancellation) {
        try (InputStream archive = engine.save(image, cancellation)) {
            ImageArchive.Parts parts = new ImageArchive().read(archive, upload);
            return Manifest.ofImage(config(tag, parts), upload.layers(parts));
        } catch (EngineException | IOException e) {
            if (cancellation.cancelled()) {
                throw new EngineException(
                        new Failure.Permanent(Kind.CANCELLED, "it was cancelled while it was sent", null), e);
            }
            throw e instanceof EngineException known ? known : new EngineException(failure((IOException) e), e);
        }
    }

    private Failure failure(IOException e) {
        return OwnDisk.isFull(e)
                ? new Failure.Transient(
                        Kind.DISK_FULL,
                        "there is no room for a layer in " + folder + "; free space there, or name another folder",
                        null)
                : new Failure.Transient(
                        Kind.ENGINE_UNREACHABLE, e.getMessage() + "; check that the engine still runs", null);
    }

    private Descriptor config(ImageReference tag, ImageArchive.Parts parts) {
        RepositoryReference repository = RepositoryReference.of(tag);
        Digest digest = registries.putBlob(repository, parts.config());
        return new Descriptor(digest, MediaType.OCI_CONFIG, parts.config().length);
    }

    private void requireThere(ImageReference tag, Digest sent) {
        Digest there = registries.head(tag).map(Descriptor::digest).orElse(null);
        if (!sent.equals(there)) {
            throw new EngineException(new Failure.Unknown(
                    Kind.DIGEST_MISMATCH,
                    tag + " was sent as " + sent + ", but the registry has " + (there == null ? "nothing" : there)
                            + " there; make sure that nothing else writes to it",
                    null));
        }
    }
}
