/** What the start of a server needs, and how it fails. */
package dev.imprimatur.localstack.start;
