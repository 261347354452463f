/** What ends what was built: a verdict by a tester's signature, a publication by a publisher's. */
package dev.imprimatur.builder.proof;
