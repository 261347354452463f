package dev.imprimatur.httpaccess;

import java.util.Map;

/**
 * Why a request is not answered.
 *
 * @param status the answer's status
 * @param error the kind, in kebab case
 * @param message what is wrong and what to do
 * @param headers what the answer says beside that
 */
record Refusal(int status, String error, String message, Map<String, String> headers) {
    Refusal(int status, String error, String message) {
        this(status, error, message, Map.of());
    }
}
