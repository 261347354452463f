/** What other services know, asked for beside a page's own work, so that one that does not answer holds up none. */
package dev.imprimatur.console.page.source;
