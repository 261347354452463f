package dev.imprimatur.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.sbom.PackageDifference;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which packages differ between two published images, from their signed lists in the registry. */
@Command(
        name = "diff",
        description = "Show which packages were added, removed or changed from one published image to another, from the"
                + " signed lists beside them in the registry; no service is needed, only the public key.",
        exitCodeList = {
            "0:shown",
            "1:an image has no list that a trusted key signed",
            "2:the command line is wrong, or no key"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur diff localhost:5000/node:22.1.0-r1 localhost:5000/node:22.1.0-r2",
            "  imprimatur diff registry.example/node@sha256:… registry.example/node:22 --key imprimatur.pub --json"
        })
public final class DiffCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    KeyOptions keys;

    @Parameters(index = "0", paramLabel = "FROM", description = "registry/repository:tag, or …@sha256:…")
    String from;

    @Parameters(index = "1", paramLabel = "TO", description = "another one")
    String to;

    @Option(names = "--json", description = "print one JSON object")
    boolean json;

    /** A published image, and what is installed in it. */
    private record Listed(String reference, Digest digest, JsonNode bill) {}

    /** What is printed as JSON. */
    record Difference(String from, String to, List<PackageDifference> packages) {}

    @Override
    public Integer call() {
        RegistryClient registry = new RegistryClient(RegistryClientSettings.defaults());
        Inspection inspection = new Inspection(registry, keys.signers());
        try {
            Listed first = listed(keys.image(from), registry, inspection);
            Listed second = listed(keys.image(to), registry, inspection);
            print(first, second, PackageDifference.between(first.bill, second.bill));
            return ExitCode.OK;
        } catch (RegistryException | AttestationException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static Listed listed(ImageReference image, RegistryClient registry, Inspection inspection) {
        Digest digest = registry.head(image)
                .map(Descriptor::digest)
                .orElseThrow(() -> invalid("there is no such image in " + image.registry() + ": " + image));
        JsonNode bill = inspection
                .statement(RepositoryReference.of(image), digest, Statements.BILL_OF_MATERIALS)
                .orElseThrow(() -> invalid(image + " has no list of packages that a trusted key signed"));
        return new Listed(image.toString(), digest, bill);
    }

    private static AttestationException invalid(String message) {
        return new AttestationException(AttestationException.Kind.STATEMENT_INVALID, message);
    }

    private void print(Listed first, Listed second, List<PackageDifference> changes) {
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.pretty(new Difference(first.digest.value(), second.digest.value(), changes)));
            return;
        }
        if (!changes.isEmpty()) {
            Table<PackageDifference> table = Table.of(changes)
                    .column("CHANGE", PackageDifference::change)
                    .column("PACKAGE", change -> PlainText.of(change.name()))
                    .column("FROM", change -> PlainText.of(String.join(", ", change.from())))
                    .column("TO", change -> PlainText.of(String.join(", ", change.to())));
            spec.commandLine().getOut().println(table + "\n");
        }
        spec.commandLine()
                .getOut()
                .println((changes.isEmpty()
                                ? "no package changed"
                                : Text.counted(changes.size(), "package") + " changed")
                        + " from " + first.reference + " (" + Text.digest(first.digest.value()) + ") to "
                        + second.reference + " (" + Text.digest(second.digest.value()) + ")");
    }
}
