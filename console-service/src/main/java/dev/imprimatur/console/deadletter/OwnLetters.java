package dev.imprimatur.console.deadletter;

import dev.imprimatur.messaging.deadletter.DeadLetterDesk;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import java.util.List;
import java.util.Optional;

/** The console's own dead letters. */
record OwnLetters(KeptLetters letters, DeadLetterDesk desk) implements LetterOwner {
    @Override
    public String service() {
        return "console";
    }

    @Override
    public List<Letter> list(LetterQuery query) {
        return letters.list(query);
    }

    @Override
    public Optional<WholeLetter> whole(String id) {
        return letters.whole(id);
    }

    @Override
    public List<Outcome> decide(Act act, Decision decision) {
        return desk.decide(act, decision);
    }
}
