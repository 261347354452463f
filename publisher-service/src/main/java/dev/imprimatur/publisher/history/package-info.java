/** Which digest each tag had, from when to when. */
package dev.imprimatur.publisher.history;
