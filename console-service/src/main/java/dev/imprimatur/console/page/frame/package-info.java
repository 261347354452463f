/** What all pages have in common: head, navigation, foot, how far behind they are, and words. */
package dev.imprimatur.console.page.frame;
