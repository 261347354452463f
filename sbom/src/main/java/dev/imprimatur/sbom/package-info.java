/**
 * What is installed in an image. {@link dev.imprimatur.sbom.Inventory} reads the package databases,
 * {@link dev.imprimatur.sbom.BillOfMaterials} writes it as CycloneDX.
 */
package dev.imprimatur.sbom;
