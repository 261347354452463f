package dev.imprimatur.system.soak;

import java.util.List;

/** Watches one or a few invariants while a history goes by. */
interface Rule {
    /**
     * What this entry violates.
     *
     * @param before what the entries before it tell
     */
    List<Violation> see(Entry entry, Knowledge before);
}
