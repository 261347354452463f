/** The engine as a place that all work of its service needs, and which place is to blame for what it failed. */
package dev.imprimatur.engineaccess.place;
