package dev.imprimatur.console.audit;

import dev.imprimatur.events.Event;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** What the current request does, as its resource says it once it has checked the texts. */
@RequestScoped
public class Acting {
    @Inject
    Audit audit;

    private Long row;

    void is(Long begun) {
        row = begun;
    }

    Long row() {
        return row;
    }

    /**
     * Notes what the request is about, as part of the current transaction, if there is one.
     *
     * @param about what it is done to
     * @param reason why, or null
     * @param claims who it says it is, or null
     */
    public void on(String about, String reason, String claims) {
        audit.says(row, about, reason, claims, null);
    }

    /** The same of one that becomes an event, which comes back over Kafka and is no other request then. */
    public void by(Event event, String about, String reason, String claims) {
        audit.says(row, about, reason, claims, event);
    }
}
