/** Who asked for what, from where and why, and what came of it. */
package dev.imprimatur.console.audit;
