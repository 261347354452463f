/**
 * Events sent to users' HTTP endpoints as <a href="https://www.standardwebhooks.com">Standard Webhooks</a>: signed,
 * tried again for days, and never lost with the service.
 */
package dev.imprimatur.console.webhook;
