/** Logs that events name: kept whole by the service that wrote them, never carried in an event. */
package dev.imprimatur.messaging.log;
