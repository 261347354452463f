/** What an attempt prints, on its way into the store. */
package dev.imprimatur.logs.write;
