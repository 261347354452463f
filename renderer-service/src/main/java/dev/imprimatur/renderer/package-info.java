/**
 * The renderer: owns a rebuild from its request to its end. It plans, renders Dockerfiles base first, follows what
 * becomes of them, and announces how it ended.
 */
package dev.imprimatur.renderer;
