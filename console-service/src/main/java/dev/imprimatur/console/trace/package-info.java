/** The way of each image through all services as an OpenTelemetry trace, sent when its rebuild has ended. */
package dev.imprimatur.console.trace;
