package dev.imprimatur.tester.signature;

import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult.Resource;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.oci.RepositoryReference;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Signs verdicts with all that publishing depends on, so that no other service can give or change one. */
@ApplicationScoped
public class VerdictSigner {
    private static final Logger LOG = Logger.getLogger(VerdictSigner.class);

    @Inject
    KeyOfTester source;

    void load(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        LOG.infof("verdicts are signed with key %s", source.load().publicKey().id());
    }

    /**
     * The verdict in the envelope that it is signed in; tests are named with their digests. The key is read for each
     * verdict, so that a new one needs no restart.
     */
    public TestCompleted sign(TestCompleted verdict, List<ImageTest> tests) {
        Map<Boolean, List<String>> names = verdict.results().stream()
                .collect(Collectors.partitioningBy(
                        TestResult::passed, Collectors.mapping(TestResult::name, Collectors.toList())));
        var predicate = new dev.imprimatur.attestation.statement.TestResult(
                verdict.verdict() == Verdict.APPROVED ? "PASSED" : "FAILED",
                tests.stream().map(VerdictSigner::resource).toList(),
                names.get(true),
                names.get(false),
                EventJson.MAPPER.valueToTree(verdict));
        Statement statement = Statement.of(
                RepositoryReference.of(verdict.staged()).toString(),
                verdict.staged().digest(),
                dev.imprimatur.attestation.statement.TestResult.TYPE,
                predicate);
        return verdict.signed(SignedEnvelope.of(sign(statement)));
    }

    /** Any other statement, signed with the same key. */
    public Envelope sign(Statement statement) {
        return statement.sign(source.load());
    }

    private static Resource resource(ImageTest test) {
        return new Resource(test.name(), null, Map.of("sha256", test.digest().hex()));
    }
}
