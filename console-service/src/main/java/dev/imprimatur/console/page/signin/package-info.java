/** The page by which a browser signs in. */
package dev.imprimatur.console.page.signin;
