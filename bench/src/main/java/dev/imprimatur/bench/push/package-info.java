/** Measures how images reach staging, without the service: {@code ./imprimatur bench push}. */
package dev.imprimatur.bench.push;
