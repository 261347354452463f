package dev.imprimatur.tester.content;

import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.OwnDisk;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;

/**
 * Computes an image's content digest and its packages from the layers in the registry. Layers that were read lately,
 * mostly those of bases, are not read again; no other program is trusted to say what is in one.
 */
final class ContentReader {
    /** The version of the rules: under other rules every image counts as changed. */
    private static final String RULES = "dev.imprimatur.content 1\n";

    private static final int LARGEST_CONFIGURATION = 8 << 20;
    private static final int BUFFER = 256 * 1024;

    private final RegistryClient registries;
    private final ReadLayers layers = new ReadLayers();
    private final ReentrantLock large = new ReentrantLock();

    ContentReader(RegistryClient registries) {
        this.registries = registries;
    }

    /**
     * The image's content digest, and what is installed in it.
     *
     * @throws UnknownContentException if it cannot be computed
     * @throws EngineException if a layer is not the one that the image's configuration names, or there is no room to
     *     read it
     * @throws RegistryException if its registry does not give it out
     */
    ReadImage read(ImageReference image) throws UnknownContentException {
        RepositoryReference repository = RepositoryReference.of(image);
        Manifest manifest = registries.manifest(image);
        if (manifest.isIndex()) {
            throw new UnknownContentException("it is an index of several images");
        }
        byte[] configuration = registries.blob(repository, manifest.blobs().getFirst(), LARGEST_CONFIGURATION);
        try (Room room = new Room(large)) {
            FileTree files = files(image, manifest.layers(), Settings.layers(configuration), room);
            MessageDigest digest = Digest.sha256();
            digest.update(RULES.getBytes(StandardCharsets.UTF_8));
            digest.update(Settings.of(configuration));
            files.digest(digest);
            return new ReadImage(Digest.of(digest), files.packages());
        }
    }

    /** Compares each layer that can be unpacked with the configuration, even if another one cannot be read. */
    private FileTree files(ImageReference image, List<Descriptor> blobs, List<String> named, Room room)
            throws UnknownContentException {
        if (blobs.size() != named.size()) {
            throw mismatch(image + " has " + blobs.size() + " layers, but its configuration names " + named.size());
        }
        FileTree files = new FileTree();
        UnknownContentException problem = null;
        Iterator<String> expected = named.iterator();
        for (Descriptor blob : blobs) {
            String digest = expected.next();
            try {
                Layer layer = layer(RepositoryReference.of(image), blob, room);
                require(layer, digest, blob, image);
                if (layer.problem() != null) {
                    throw new UnknownContentException(layer.problem());
                }
                files.put(layer);
            } catch (UnknownContentException e) {
                problem = problem == null ? e : problem;
                files = new FileTree();
            }
        }
        if (problem != null) {
            throw problem;
        }
        return files;
    }

    /** Only an engine that unpacks the registry's bytes compares them; one that built the image has no need of them. */
    private static void require(Layer layer, String named, Descriptor blob, ImageReference image) {
        if (!layer.unpacked().value().equals(named)) {
            throw mismatch("layer " + blob.digest() + " of " + image + " is " + layer.unpacked()
                    + " unpacked, but the image's configuration names " + named);
        }
    }

    private static EngineException mismatch(String what) {
        return new EngineException(new Failure.Unknown(
                Failure.Kind.DIGEST_MISMATCH,
                what + ": what was tested is not what users would pull; rebuild, and see who else writes to staging",
                null));
    }

    private Layer layer(RepositoryReference repository, Descriptor blob, Room room) throws UnknownContentException {
        Optional<Layer> known = layers.find(blob.digest());
        if (known.isPresent()) {
            return within(room, known.get());
        }
        Path file = null;
        try {
            file = Files.createTempFile("layer-", ".blob");
            registries.fetchBlob(repository, blob, file);
            try (InputStream content = uncompressed(blob, Files.newInputStream(file))) {
                Layer layer = LayerReader.read(content, room);
                if (layer.problem() == null) {
                    layers.keep(blob.digest(), layer);
                }
                return layer;
            }
        } catch (UncheckedIOException e) {
            throw unwritten(blob, e.getCause());
        } catch (IOException e) {
            if (OwnDisk.isFull(e)) {
                throw unwritten(blob, e);
            }
            throw new UnknownContentException("layer " + blob.digest() + " cannot be read: " + e.getMessage());
        } finally {
            delete(file);
        }
    }

    /** A layer that was read before takes the same room, so that the result does not depend on what was read before. */
    private static Layer within(Room room, Layer known) {
        try {
            room.take(known.room());
            return known;
        } catch (UnknownContentException e) {
            return known.withProblem(e.getMessage());
        }
    }

    private static EngineException unwritten(Descriptor blob, IOException e) {
        return OwnDisk.failure("layer " + blob.digest() + " cannot be kept in java.io.tmpdir", e);
    }

    private static InputStream uncompressed(Descriptor blob, InputStream content)
            throws IOException, UnknownContentException {
        String type = blob.mediaType();
        if (type.endsWith("gzip")) {
            return new BufferedInputStream(new GZIPInputStream(content, BUFFER), BUFFER);
        }
        if (type.endsWith(".tar")) {
            return new BufferedInputStream(content, BUFFER);
        }
        throw new UnknownContentException(
                "layer " + blob.digest() + " is of type " + type + ", which is not read here");
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies in the folder of temporary files, which the system clears.
        }
    }
}
