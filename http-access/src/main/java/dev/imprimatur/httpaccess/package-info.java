/** Who may ask a service over HTTP, and which installation it belongs to. */
package dev.imprimatur.httpaccess;
