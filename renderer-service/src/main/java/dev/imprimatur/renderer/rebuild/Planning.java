package dev.imprimatur.renderer.rebuild;

/** Queues the planning of rebuilds. */
public interface Planning {

    /** Has this rebuild planned, as part of the current transaction. */
    void add(Rebuild rebuild);
}
