/** What failed and then passed without a change: by image, and by kind of failure. */
package dev.imprimatur.console.flake;
