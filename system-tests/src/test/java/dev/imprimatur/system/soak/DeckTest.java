package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Deck.Blow;
import dev.imprimatur.system.soak.Deck.Card;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run does is in its deck, and chance decides only when. */
class DeckTest {
    private static final int WHOLE = 48;
    private static final int EARLY = 7;

    @Test
    void eachDiskIsFullOnceBeforeAnyIsAgain() {
        IntStream.range(0, 100)
                .forEach(seed -> assertThat(filled(cards(seed, true)))
                        .as("seed %d", seed)
                        .containsExactlyInAnyOrder("production", "staging", "mirror", "local-stack"));
    }

    /** For people who want to see a full disk of each place in two minutes. */
    @ParameterizedTest
    @ValueSource(longs = {2568, 6534, 8483, 8712})
    void theseSeedsFillEachDiskEarly(long seed) {
        assertThat(filled(cards(seed, true).subList(0, EARLY)))
                .containsExactlyInAnyOrder("production", "staging", "mirror", "local-stack");
    }

    @Test
    void whatAMachineCannotDoIsLeftOutAndSaid() {
        Deck deck = new Deck(new Random(1), false, false);

        assertThat(deck.leftOut())
                .containsExactly(
                        "no clock was wrong, since libfaketime is missing",
                        "no disk was full, since none can be mounted here");
        assertThat(Stream.generate(deck::next).limit(WHOLE).map(Card::blow))
                .doesNotContain(Blow.FILL_DISK, Blow.AT_ANOTHER_TIME)
                .contains(Blow.KILL, Blow.TWICE);
        assertThat(new Deck(new Random(1), true, true).leftOut()).isEmpty();
    }

    @Test
    void theSameSeedDealsTheSameCards() {
        assertThat(cards(7, true)).isEqualTo(cards(7, true)).isNotEqualTo(cards(8, true));
    }

    private static List<Card> cards(long seed, boolean disks) {
        return Stream.generate(new Deck(new Random(seed), true, disks)::next)
                .limit(WHOLE)
                .toList();
    }

    private static List<String> filled(List<Card> cards) {
        return cards.stream()
                .filter(card -> card.blow() == Blow.FILL_DISK)
                .map(Card::to)
                .toList();
    }
}
