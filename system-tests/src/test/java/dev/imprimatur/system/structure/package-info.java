/** What packages of all modules may know of each other. */
package dev.imprimatur.system.structure;
