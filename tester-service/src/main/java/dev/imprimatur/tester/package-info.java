/** Tests exactly the staged digest, gives a verdict on it, and leaves nothing of it on the engine. */
package dev.imprimatur.tester;
