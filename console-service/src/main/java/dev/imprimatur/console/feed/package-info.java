/** What was published, as Atom feeds (RFC 4287): one a repository, one a tag. */
package dev.imprimatur.console.feed;
