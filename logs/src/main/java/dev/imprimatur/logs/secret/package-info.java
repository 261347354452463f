/** What must never be kept or shown. */
package dev.imprimatur.logs.secret;
