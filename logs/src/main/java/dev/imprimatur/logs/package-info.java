/**
 * Logs of attempts: written as they grow ({@code write}), without secrets ({@code secret}), kept in hash-linked records
 * ({@code store}), and served to whoever reads or follows them ({@code read}).
 */
package dev.imprimatur.logs;
