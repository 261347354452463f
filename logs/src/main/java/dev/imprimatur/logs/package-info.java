/**
 * Logs of attempts: written as they grow ({@code write}), without secrets ({@code secret}), kept in hash-linked records
 * ({@code store}), and served to those who read or follow them ({@code read}).
 */
package dev.imprimatur.logs;
