/** What is published now, and stays where a rebuild changed nothing. */
package dev.imprimatur.publisher.standing;
