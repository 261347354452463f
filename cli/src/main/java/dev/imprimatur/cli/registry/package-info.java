/** How the registries of references are spoken to. */
package dev.imprimatur.cli.registry;
