/**
 * Durable work: a row in the service's database, taken by one instance at a time, and taken over by another when that
 * one dies. What runs here may run again after a crash, so it looks first at what is already done.
 */
package dev.imprimatur.messaging.work;
