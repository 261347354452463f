package dev.imprimatur.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Until when the certificates are valid that an engine and its client show each other.
 *
 * @param client the end of this client's, which is read again when its file changes
 * @param engine the end of the one that the engine showed last, if it has shown one
 */
public record EngineCertificates(Instant client, Optional<Instant> engine) {}
