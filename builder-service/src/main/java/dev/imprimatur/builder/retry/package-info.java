/** When a build that failed is worth another attempt. */
package dev.imprimatur.builder.retry;
