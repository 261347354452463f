/** Release feeds: what they answered is kept in the database, the same for every instance. */
package dev.imprimatur.renderer.feed;
