package dev.imprimatur.cli.verify;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a published image from its registry alone. */
@Command(
        name = "verify",
        description = {
            "Verify from the registry alone that an image was tested and approved; no service is needed, only the public"
                    + " key.",
            "",
            "It is verified if a trusted key signed that exactly this digest passed its tests, under the tag that is"
                    + " asked for, if the publisher has not signed that the tag went to another image since, and if"
                    + " nothing beside it bears a trusted key's name wrongly."
        },
        exitCodeList = {
            "0:it is verified",
            "1:it is not; the reason is printed",
            "2:the command line is wrong, or no key"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur verify localhost:5000/node:22",
            "  imprimatur verify registry.example/node:22 --key imprimatur.pub --publisher-key publisher.pub",
            "  imprimatur verify registry.example/node:22 --log build",
            "  imprimatur verify registry.example/node@sha256:… --keys trusted/ --json"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int KEY_DIGITS = 16;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "REFERENCE", description = "registry/repository:tag, or …@sha256:…")
    String reference;

    @Mixin
    KeyOptions keys;

    @Option(names = "--any-tag", description = "trust an approved image under any tag, as after a copy")
    boolean anyTag;

    @Option(
            names = "--log",
            paramLabel = "STAGE",
            description = "print what this stage, build or test, said of the image, if it is verified")
    String log;

    @Option(names = "--json", description = "print one JSON object")
    boolean json;

    @Override
    public Integer call() {
        ImageReference image = keys.image(reference);
        RegistryClient registry = new RegistryClient(RegistryClientSettings.defaults());
        Signers signers = keys.signers();
        Inspection inspection = new Inspection(registry, signers);
        Report report = verify(image, registry, inspection, signers.knowPublishers());
        if (log != null) {
            return log(image, report, inspection);
        }
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(report));
        } else {
            print(report);
        }
        return report.verified() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int log(ImageReference image, Report report, Inspection inspection) {
        if (!report.verified()) {
            print(report);
            return ExitCode.FAILED;
        }
        Optional<Finding> found = report.evidence().stream()
                .filter(finding -> BesideLog.isOf(log, finding))
                .findFirst();
        if (found.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("there is no " + log + " log beside " + image + " that a verified test result names");
            return ExitCode.FAILED;
        }
        byte[] text = inspection.log(RepositoryReference.of(image), found.get());
        spec.commandLine().getOut().print(new String(text, StandardCharsets.UTF_8));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private Report verify(
            ImageReference image, RegistryClient registry, Inspection inspection, boolean publishersAreKnown) {
        Digest digest = image.digest();
        try {
            Optional<Descriptor> found = registry.head(image);
            if (found.isEmpty()) {
                return Report.without(image, digest, "there is no such image in " + image.registry());
            }
            digest = found.get().digest();
            List<Finding> evidence = inspection.of(RepositoryReference.of(image), digest);
            return Report.of(image, digest, evidence, anyTag, publishersAreKnown);
        } catch (RegistryException e) {
            return Report.without(image, digest, e.getMessage());
        }
    }

    private void print(Report report) {
        if (!report.evidence().isEmpty()) {
            Table<Finding> table = Table.of(report.evidence())
                    .column("EVIDENCE", finding -> PlainText.of(finding.predicateType()))
                    .column("RESULT", Finding::outcome)
                    .column("SIGNED BY", finding -> beginning(finding.key()))
                    .column("TIME", finding -> Text.time(finding.time()))
                    .column("ARTIFACT", finding -> Text.digest(finding.artifact()))
                    .column("SAYS", finding -> PlainText.of(finding.says()));
            spec.commandLine().getOut().println(table + "\n");
        }
        String image = report.reference()
                + (report.digest() == null || report.reference().endsWith(report.digest())
                        ? ""
                        : " (" + report.digest() + ")");
        if (report.verified()) {
            spec.commandLine().getOut().println(image + " is verified");
        } else {
            spec.commandLine().getErr().println(image + " is not verified: " + PlainText.of(report.reason()));
        }
    }

    private static String beginning(String key) {
        return key == null ? null : key.substring(0, Math.min(KEY_DIGITS, key.length()));
    }
}
