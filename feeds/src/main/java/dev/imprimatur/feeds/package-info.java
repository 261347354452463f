/** Release feeds from outside: fetched within limits, and remembered, so that a feed that is down changes no plan. */
package dev.imprimatur.feeds;
