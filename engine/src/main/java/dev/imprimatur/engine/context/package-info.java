/** Build contexts that are too large for events: fetched from a registry, checked, and kept for a while. */
package dev.imprimatur.engine.context;
