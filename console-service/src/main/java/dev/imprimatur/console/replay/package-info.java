/** Making the read model again from the topics: what is asked for, and how far it is. */
package dev.imprimatur.console.replay;
