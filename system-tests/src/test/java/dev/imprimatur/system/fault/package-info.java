/**
 * Faults on the way between the services and what they depend on: proxies that inject them at random, and see what is
 * written.
 */
package dev.imprimatur.system.fault;
