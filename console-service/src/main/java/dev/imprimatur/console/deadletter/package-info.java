/** What the services could not handle: seen and decided on in one place. */
package dev.imprimatur.console.deadletter;
