/**
 * Further production registries, which get what the first one has: the same digests, evidence and tags. What a mirror
 * has is always made from what is published now, so nothing that comes late moves a tag backward.
 */
package dev.imprimatur.publisher.mirror;
