/**
 * Sends an image from an engine to a registry: what {@code docker push} does, without its slow compression of large
 * layers. The story is in {@link dev.imprimatur.engine.push.ImagePusher}.
 */
package dev.imprimatur.engine.push;
