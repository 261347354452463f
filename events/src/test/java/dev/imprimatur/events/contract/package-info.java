/**
 * The events as a public contract: their JSON Schemas and the AsyncAPI document are made from the code, and checked.
 */
package dev.imprimatur.events.contract;
