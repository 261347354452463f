package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.TestCompleted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Lets only what was signed say what became of an image: builders how builds ended, testers their verdicts, publishers
 * how publications ended. What no key signed is no event: in the inbox it would hide the genuine one.
 */
public final class SignedResults implements Believer {
    private final TrustedSenders builders;
    private final Testers testers;
    private final TrustedSenders publishers;

    /**
     * Those that these signed.
     *
     * @param builders who reports builds
     * @param testers public keys of testers: files or folders
     * @param publishers who reports publications
     */
    public SignedResults(TrustedSenders builders, List<Path> testers, TrustedSenders publishers) {
        this.builders = builders;
        this.testers = new Testers(testers);
        this.publishers = publishers;
    }

    @Override
    public List<NeededKeys> needed() {
        return Stream.<Believer>of(builders, testers, publishers)
                .flatMap(each -> each.needed().stream())
                .toList();
    }

    /**
     * Checks an event that just came. Events that no stage signs pass.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came: its sender's key may be distrusted since
     * @throws BadEventException if no key of its sender that counts signed it
     */
    public void check(Event event, ObjectNode json, Instant received) {
        switch (event) {
            case BuildCompleted built -> builders.check(built, json, received);
            case PublishCompleted published -> publishers.check(published, json, received);
            case RollbackCompleted completed -> publishers.check(completed, json, received);
            case MirrorCompleted mirrored -> publishers.check(mirrored, json, received);
            case TestCompleted tested -> testers.check(tested, json, received);
            default -> {
                // Requests are anyone's, and what the renderer signs is checked apart.
            }
        }
    }

    /** Whether an event that came before is to be believed: its key may have been retired since. */
    public boolean isGenuine(Event event, ConsumerRecord<String, byte[]> record) {
        return switch (event) {
            case BuildCompleted built -> builders.isGenuine(built, record);
            case PublishCompleted published -> publishers.isGenuine(published, record);
            case RollbackCompleted completed -> publishers.isGenuine(completed, record);
            case MirrorCompleted mirrored -> publishers.isGenuine(mirrored, record);
            case TestCompleted tested -> testers.isGenuine(tested, record);
            default -> true;
        };
    }
}
