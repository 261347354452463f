package dev.imprimatur.cli.completion;

/** A shell that completes command lines. */
enum Shell {
    bash,
    zsh,
    fish
}
