/**
 * The places that work needs: the engine, registries. A sick one opens its breaker: nothing is begun that needs it,
 * what it failed goes back to the queue without an attempt, and everything goes on by itself once it is well.
 */
package dev.imprimatur.places;
