/** What a service could not handle, kept until an operator decides: handle it again, or drop it. */
package dev.imprimatur.messaging.deadletter;
