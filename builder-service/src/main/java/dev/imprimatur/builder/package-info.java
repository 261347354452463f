/** The builder: from a rendered Dockerfile to an image in staging, or to the reason why there is none. */
package dev.imprimatur.builder;
