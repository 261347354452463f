/** The one order of rebuilds and rollbacks: places, which the renderer gives and signs, and others verify. */
package dev.imprimatur.messaging.order;
