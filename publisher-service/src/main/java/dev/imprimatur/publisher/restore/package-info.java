/**
 * After a backup was restored: takes over what was announced and the database has forgotten, before anything is
 * published.
 */
package dev.imprimatur.publisher.restore;
