/**
 * What an image is, whenever it was built: one digest over its files and its settings, the same for two builds that
 * differ in nothing but times and logs.
 */
package dev.imprimatur.tester.content;
