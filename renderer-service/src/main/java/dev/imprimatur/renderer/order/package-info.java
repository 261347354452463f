/** The one sequence of rebuilds and rollbacks: which place each has, and the signature under it. */
package dev.imprimatur.renderer.order;
