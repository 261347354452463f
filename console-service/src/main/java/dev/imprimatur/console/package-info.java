/**
 * The console: a read model of what is where, kept from the same events that the services exchange, and the REST
 * interface through which people ask for rebuilds and follow them.
 */
package dev.imprimatur.console;
