package dev.imprimatur.messaging.proof;

import dev.imprimatur.events.TestCompleted;
import java.time.Instant;

/**
 * A verdict that is believed.
 *
 * @param event all of it as it was signed, with its envelope
 * @param signedBy the id of the key that signed it
 * @param received when it came
 */
public record SignedVerdict(TestCompleted event, String signedBy, Instant received) {}
