/** Measurements that anybody can repeat. */
package dev.imprimatur.cli.bench;
