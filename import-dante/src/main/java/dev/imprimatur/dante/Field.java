package dev.imprimatur.dante;

import dev.imprimatur.planner.catalog.Problem;

/**
 * A text of an inventory, with its place.
 *
 * @param file the inventory
 * @param line its line, counted from 1
 * @param name which field, {@code images[2].alias[0]}
 * @param text what it says
 */
record Field(String file, int line, String name, String text) {
    /** What is wrong with this field. */
    Problem problem(String message) {
        return new Problem(file, line, name + ": " + message);
    }
}
