package dev.imprimatur.renderer.feed;

import dev.imprimatur.feeds.FeedMemory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Keeps what feeds answered in the database. */
@ApplicationScoped
class FeedTable implements FeedMemory {
    @Override
    public Optional<String> recall(String family, String feed) {
        return QuarkusTransaction.requiringNew()
                .call(() -> StoredAnswer.<StoredAnswer>findByIdOptional(new StoredAnswer.Key(family, feed))
                        .map(found -> found.answer));
    }

    @Override
    public boolean remember(String family, String feed, Optional<String> recalled, String answer) {
        return QuarkusTransaction.requiringNew()
                .call(() -> recalled.map(former -> StoredAnswer.replace(family, feed, former, answer))
                        .orElseGet(() -> StoredAnswer.first(family, feed, answer)));
    }

    @Override
    public String toString() {
        return "the table feed_answer";
    }
}
