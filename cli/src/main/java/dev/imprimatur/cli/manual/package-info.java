/** Manual pages, made from what commands say of themselves. */
package dev.imprimatur.cli.manual;
