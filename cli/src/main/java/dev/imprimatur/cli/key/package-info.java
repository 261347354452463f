/** The keys that verdicts are signed with and believed by. */
package dev.imprimatur.cli.key;
