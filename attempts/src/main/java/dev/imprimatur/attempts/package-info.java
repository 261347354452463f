/** What services do alike with work that is tried again and again. */
package dev.imprimatur.attempts;
