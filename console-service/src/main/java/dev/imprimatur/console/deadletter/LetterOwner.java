package dev.imprimatur.console.deadletter;

import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import java.util.List;
import java.util.Optional;

/** A service that keeps dead letters. Every method throws an {@code ApiException} if it cannot be asked. */
interface LetterOwner {

    /** Its name, with which the ids of its letters begin. */
    String service();

    /** Some of its letters, in their order. */
    List<Letter> list(LetterQuery query);

    /** A letter with what came. */
    Optional<WholeLetter> whole(String id);

    /** Decides on some of its letters. */
    List<Outcome> decide(Act act, Decision decision);
}
