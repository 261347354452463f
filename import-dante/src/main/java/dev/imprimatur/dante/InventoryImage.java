package dev.imprimatur.dante;

import java.util.List;

/**
 * An image as an inventory states it.
 *
 * @param name its name, {@code repository:tag}
 * @param path its folder, relative to the inventory's
 * @param tests its tests' folders, likewise
 * @param aliases its further names
 */
record InventoryImage(Field name, Field path, List<Field> tests, List<Field> aliases) {}
