/** The publisher's own signature: how publications ended, and which tags a digest has. */
package dev.imprimatur.publisher.signature;
