/** What a repository offers to those who follow its releases. */
package dev.imprimatur.publisher.release;
