/** Who may do what over REST: tokens, what each request needs, and what a request without it is answered. */
package dev.imprimatur.console.access;
