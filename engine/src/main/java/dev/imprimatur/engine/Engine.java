package dev.imprimatur.engine;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A container engine. Every method blocks, may be called from several threads, and throws {@link EngineException} with
 * a sorted failure when it cannot do what it says.
 */
public interface Engine extends AutoCloseable {

    /** What answers there. */
    EngineVersion version();

    /** Until when the certificates are valid that it and its client show each other, where it is spoken to over TLS. */
    Optional<EngineCertificates> certificates();

    /**
     * Why its BuildKit cannot build within the limits that are wanted of the engine, or nothing if it can. It is asked
     * by a build without any image; what it says holds for a minute.
     */
    Optional<String> buildKitTrouble();

    /** What is known of its disk. What its images take may be a minute old. */
    EngineDisk disk();

    /**
     * Builds an image without any cache, and leaves no container behind, whether it succeeds or not. The images of a
     * failed classic build's finished steps stay as dangling ones: see {@link #prune}. What BuildKit keeps of a build
     * is cleared after it, with all else in its cache that is not in use.
     *
     * @return the image's full id: the digest of its configuration on classic engines, of its manifest on engines with
     *     the containerd store
     */
    Digest build(BuildOrder order, Output output);

    /**
     * Gets an image from its registry. One pulled by digest counts as dangling until it is tagged. Cancelling stops it.
     */
    void pull(ImageReference reference, Output output, Cancellation cancellation);

    /**
     * Sends an image to the registry that this name of it names. The engine compresses layers that the registry does
     * not have yet, with one core. Cancelling stops it.
     *
     * @param tag a name that the image has on the engine
     * @return the digest of the manifest that the registry got
     */
    Digest push(ImageReference tag, Output output, Cancellation cancellation);

    /**
     * Gives an image out as the archive that {@code docker save} makes: its configuration, its layers, and a
     * {@code manifest.json}. Reading throws {@link EngineException} too. Closing it early, from any thread, stops the
     * engine; so does cancelling, also before the engine sends anything.
     *
     * @param image the image's id or a reference to it
     */
    InputStream save(String image, Cancellation cancellation);

    /**
     * Reads files of an image; nothing in it is run. The container that it takes is gone afterwards, or else has this
     * label, by which {@link #prune} finds it.
     *
     * @param image the image's id or a reference to it
     * @param paths absolute paths of files, and of folders with all that is in them; what is not there is left out, and
     *     links are not followed
     */
    void readFiles(String image, String label, String value, List<String> paths, FileReader reader);

    /**
     * Gives an image one more name.
     *
     * @param image the image's id or a reference to it
     */
    void tag(String image, ImageReference tag);

    /** The image with this id, or that this reference names, if the engine has it. */
    Optional<EngineImage> image(String reference);

    /** Takes a name away from an image, and the image too if that was its last one. No error if it is not there. */
    void untag(ImageReference reference);

    /**
     * Removes an image with all its names. No error if it is not there.
     *
     * @param image the image's id or a reference to it
     */
    void remove(String image);

    /**
     * Starts a container. The caller closes it; one whose starter died is left to {@link #prune}.
     *
     * @param output takes what it prints
     */
    RunningContainer start(ContainerOrder order, Output output);

    /**
     * Removes what was left behind: containers of builds that stopped, containers that were {@link #start started},
     * running or not, and images without any name, with exactly this label, and nothing else. What a build still uses
     * is given a few seconds, then left.
     *
     * @param exceptLabels whatever has one of these labels stays: a build on top of the image inherits its labels
     */
    void prune(String label, String value, String... exceptLabels);

    /** Closes the connection. */
    @Override
    void close();
}
