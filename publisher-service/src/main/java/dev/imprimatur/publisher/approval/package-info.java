/** The gate: nothing passes but a digest whose latest verdict is an approval. */
package dev.imprimatur.publisher.approval;
