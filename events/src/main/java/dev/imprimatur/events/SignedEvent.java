package dev.imprimatur.events;

/** An event whose sender signs all of it. */
public sealed interface SignedEvent<E extends SignedEvent<E>> extends Event
        permits RenderCompleted,
                BuildCompleted,
                PublishCompleted,
                MirrorCompleted,
                RebuildCompleted,
                RollbackCompleted {

    /**
     * What the sender signs: a DSSE envelope around an in-toto statement; null from senders that signed nothing yet.
     */
    SignedEnvelope envelope();

    /** The same with what the sender signs of it. */
    E signed(SignedEnvelope inEnvelope);
}
