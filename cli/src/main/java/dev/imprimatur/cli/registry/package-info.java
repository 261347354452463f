/** How the registries of references are spoken to, and what further registries lack. */
package dev.imprimatur.cli.registry;
