/** Dockerfiles: a planned image whose bases are known by digest becomes text. */
package dev.imprimatur.planner.render;
