/** What the publisher knows of tags, digests and registries, passed on. */
package dev.imprimatur.console.history;
