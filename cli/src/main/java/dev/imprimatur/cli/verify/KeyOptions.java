package dev.imprimatur.cli.verify;

import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.cli.registry.Placed;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands need that believe a registry only what is signed. */
final class KeyOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "a public key that is trusted, PEM; may be given several times; then --keys does not count")
    List<Path> files = List.of();

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            defaultValue = "${env:IMPRIMATUR_HOME:-.imprimatur}/keys/trusted",
            description = "a folder of such keys (default: keys/trusted in IMPRIMATUR_HOME)")
    Path folder;

    @Option(
            names = "--publisher-key",
            paramLabel = "FILE",
            description =
                    "a public key of the publisher, PEM; may be given several times; then --publisher-keys does not"
                            + " count")
    List<Path> publisherFiles = List.of();

    @Option(
            names = "--publisher-keys",
            paramLabel = "FOLDER",
            defaultValue = "${env:IMPRIMATUR_HOME:-.imprimatur}/keys/publishers",
            description = "a folder of such keys (default: keys/publishers in IMPRIMATUR_HOME); without one it is not"
                    + " known which tags an image has lost or got since it was tested")
    Path publisherFolder;

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            defaultValue = "${env:IMPRIMATUR_REGISTRY:-}",
            description = "the registry of a reference that names none (default: IMPRIMATUR_REGISTRY)")
    String registry;

    /**
     * The keys that are trusted.
     *
     * @throws ParameterException if there is none, or none of a publisher's where the command line says
     */
    Signers signers() {
        List<Path> places = files.isEmpty() ? List.of(folder) : files;
        try {
            Optional<Path> missing = Stream.concat(places.stream(), publisherFiles.stream())
                    .filter(place -> !Files.exists(place))
                    .findFirst();
            TrustedKeys testers = keys(places);
            TrustedKeys publishers = keys(publisherPlaces());
            // A file that cannot be read without doubt is an error.
            boolean noPublisher = publishers.all().isEmpty();
            if (missing.isEmpty() && noPublisher && publisherIsNamed()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no publisher's key in " + publisherPlaces()
                                + "; without one an older image passes under a tag that has left it");
            }
            if (missing.isEmpty() && !testers.all().isEmpty()) {
                return new Signers(testers, publishers);
            }
            throw new ParameterException(
                    spec.commandLine(),
                    missing.map(place -> "there is no " + place).orElse("there is no key in " + places)
                            + "; ask the publisher for the public key ('imprimatur keys --pem' prints it), and name its"
                            + " file with --key");
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private List<Path> publisherPlaces() {
        return publisherFiles.isEmpty() ? List.of(publisherFolder) : publisherFiles;
    }

    /** A home may be without publishers' keys; what the command line names is meant to have them. */
    private boolean publisherIsNamed() {
        return !publisherFiles.isEmpty() || spec.commandLine().getParseResult().hasMatchedOption("--publisher-keys");
    }

    /** What a retired key signed stays valid. */
    private static TrustedKeys keys(List<Path> places) {
        return new TrustedKeys(places.stream()
                .flatMap(place -> Stream.of(place, place.resolve("retired")))
                .toList());
    }

    /**
     * The image that was asked for.
     *
     * @throws ParameterException if the text is no reference
     */
    ImageReference image(String reference) {
        try {
            return Placed.of(ImageReference.parse(isWhole(reference) ? reference : registry + "/" + reference));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** Without a registry of its own it is one of ours, if we know which that is. */
    private boolean isWhole(String reference) {
        String first = reference.substring(0, Math.max(0, reference.indexOf('/')));
        return registry.isBlank() || first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
