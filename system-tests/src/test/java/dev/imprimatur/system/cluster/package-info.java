/**
 * The overlay for a single node on a real cluster: pods that are evicted and killed, scaling from none, and builds that
 * try to reach what they must not.
 */
package dev.imprimatur.system.cluster;
