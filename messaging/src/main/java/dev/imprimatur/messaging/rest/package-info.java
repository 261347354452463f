/** How REST interfaces of services refuse requests. */
package dev.imprimatur.messaging.rest;
