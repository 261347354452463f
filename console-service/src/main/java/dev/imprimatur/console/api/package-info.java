/** How the REST interface says that something is wrong. */
package dev.imprimatur.console.api;
