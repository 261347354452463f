/** The page that starts rebuilds: what is chosen, what that would do, and the button that does it. */
package dev.imprimatur.console.page.start;
