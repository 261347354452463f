package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.PassingTrouble;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Decides on dead letters: each decision is recorded with who and why, and made twice it is made once. */
@ApplicationScoped
public class DeadLetterDesk {
    private static final Logger LOG = Logger.getLogger(DeadLetterDesk.class);
    private static final int LONGEST_REASON = 1000;

    @Inject
    KeptLetters letters;

    @Inject
    Handlers handlers;

    /** What can be decided. */
    public enum Act {
        /** Handle it after all. */
        REDRIVE,
        /** It is not to be handled. */
        DROP,
        /** A dropped one waits again. */
        RESTORE
    }

    /** Does it to every letter; one that cannot be helped keeps no other from it. */
    public List<Outcome> decide(Act act, Decision decision) {
        BiFunction<String, Decision, Outcome> one = switch (act) {
            case REDRIVE -> this::redrive;
            case DROP -> (id, by) -> move(id, LetterState.WAITING, LetterState.DROPPED, by);
            case RESTORE -> (id, by) -> move(id, LetterState.DROPPED, LetterState.WAITING, by);
        };
        return decision.ids().stream().map(id -> one.apply(id, decision)).toList();
    }

    /**
     * The record goes to the handler that refused it, under the identity that it had: the inbox knows whether it is
     * new.
     */
    private Outcome redrive(String id, Decision decision) {
        Optional<WholeLetter> known = letters.whole(id);
        if (known.isEmpty() || known.get().letter().state() != LetterState.WAITING) {
            return unmoved(id, known, LetterState.REDRIVEN);
        }
        ConsumerRecord<String, byte[]> record = letters.record(id).orElseThrow();
        try {
            handlers.handle(record);
        } catch (RuntimeException e) {
            if (PassingTrouble.find(e).isPresent()) {
                throw e;
            }
            String reason = cut(e.getMessage() == null ? e.toString() : e.getMessage());
            String told = "refused again: " + reason;
            return letters.refusedAgain(id, e, reason)
                    ? new Outcome(id, false, told)
                    : new Outcome(
                            id,
                            false,
                            told + "; " + unmoved(id, letters.whole(id), null).message());
        }
        return move(id, LetterState.WAITING, LetterState.REDRIVEN, decision);
    }

    private Outcome move(String id, LetterState from, LetterState to, Decision decision) {
        if (letters.decide(id, from, to, decision)) {
            LOG.infof("dead letter %s is %s: %s (%s)", id, to, decision.reason(), decision.requestedBy());
            return new Outcome(id, true, to.toString());
        }
        return unmoved(id, letters.whole(id), to);
    }

    private static Outcome unmoved(String id, Optional<WholeLetter> known, LetterState wanted) {
        return known.map(WholeLetter::letter)
                .map(letter -> new Outcome(
                        id,
                        letter.state() == wanted,
                        "it is " + letter.state() + " already"
                                + (letter.decidedBy() == null ? "" : ", by " + letter.decidedBy())))
                .orElseGet(() -> new Outcome(id, false, "there is no such dead letter, or not any more"));
    }

    private static String cut(String text) {
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    }
}
