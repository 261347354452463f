package dev.imprimatur.attempts;

/**
 * Refuses configuration that makes no sense, and names the key to change.
 *
 * @param prefix what the keys begin with, such as {@code imprimatur.builder}
 */
public record ConfigCheck(String prefix) {

    /** Checks the keys of {@link AttemptConfig}. */
    public void attempts(AttemptConfig config) {
        require(config.attempts() >= 1, "attempts", config.attempts(), "at least 1");
        require(config.silence().isPositive(), "silence", config.silence(), "a duration above zero, such as 5m");
        require(config.backOff().isPositive(), "back-off", config.backOff(), "a duration above zero, such as 2s");
        require(
                config.longestBackOff().compareTo(config.backOff()) >= 0,
                "longest-back-off",
                config.longestBackOff(),
                "at least " + prefix + ".back-off");
        require(!config.grace().isNegative(), "grace", config.grace(), "a duration such as 5s");
        require(config.logLimit() >= 1024, "log-limit", config.logLimit(), "at least 1024 characters");
    }

    /**
     * Refuses a value unless it is acceptable.
     *
     * @param holds whether it is acceptable
     * @param key the key, without the prefix
     * @param value what it is
     * @param expected what it has to be
     * @throws IllegalArgumentException if it is refused
     */
    public void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(prefix + "." + key + " is " + value + ", expected " + expected);
        }
    }
}
