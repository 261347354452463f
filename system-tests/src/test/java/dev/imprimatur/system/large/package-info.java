/** What thousands of images in one rebuild need: memory of the services, sizes of events, time of statements. */
package dev.imprimatur.system.large;
