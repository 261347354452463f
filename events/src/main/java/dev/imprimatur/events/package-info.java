/**
 * The events that services exchange: past-tense records, complete on their own, each with a JSON fixture that is test
 * data and documentation. They travel as CloudEvents in binary mode.
 */
package dev.imprimatur.events;
