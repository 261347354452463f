/** What a service could not handle, kept until somebody decides: handle it again, or drop it. */
package dev.imprimatur.messaging.deadletter;
