/** What packages of all modules may know of each other, and how their classes are made. */
package dev.imprimatur.system.structure;
