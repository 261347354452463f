/** What the buttons of pages have in common: each press is one act, with a reason. */
package dev.imprimatur.console.page.act;
