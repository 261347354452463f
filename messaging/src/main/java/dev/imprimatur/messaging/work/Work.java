package dev.imprimatur.messaging.work;

/** A kind of work. Implementations are application-scoped beans; the queue finds them. */
public interface Work {

    /** The kind's name in the queue; it outlives a version of the service. */
    String name();

    /**
     * Does one piece of work. It runs outside a transaction, on one instance at a time, and possibly again after a
     * crash. A runtime exception counts as transient: it is logged and the work runs again after a growing delay.
     *
     * @param id which piece, as it was given to {@link WorkQueue#add}
     * @return whether it is done
     */
    Next run(String id);
}
