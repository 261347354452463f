/** Who asked for what. */
package dev.imprimatur.cli.audit;
