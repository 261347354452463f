/** What the publisher says beside images of their tags: which name them, and which have left them. */
package dev.imprimatur.publisher.statement;
