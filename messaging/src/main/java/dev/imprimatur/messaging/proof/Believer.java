package dev.imprimatur.messaging.proof;

import java.util.List;

/** Believes what others sign, by their public keys. */
public interface Believer {

    /** Those without which nothing of theirs is believed. */
    List<NeededKeys> needed();
}
