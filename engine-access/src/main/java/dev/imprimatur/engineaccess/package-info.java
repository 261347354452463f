/** A service's one engine: which, whether it works, and what its disk has. */
package dev.imprimatur.engineaccess;
