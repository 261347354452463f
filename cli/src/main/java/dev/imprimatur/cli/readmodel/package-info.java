/** The console's read model: how far it is, and making it again from the topics. */
package dev.imprimatur.cli.readmodel;
