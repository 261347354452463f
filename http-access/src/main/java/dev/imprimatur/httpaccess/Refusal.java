package dev.imprimatur.httpaccess;

/**
 * Why a request is not answered.
 *
 * @param status the answer's status
 * @param error the kind, in kebab case
 * @param message what is wrong and what to do
 */
record Refusal(int status, String error, String message) {}
