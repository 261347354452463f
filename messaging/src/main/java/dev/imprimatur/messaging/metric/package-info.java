/** What a service measures of its own work, for Prometheus to fetch from {@code /q/metrics}. */
package dev.imprimatur.messaging.metric;
