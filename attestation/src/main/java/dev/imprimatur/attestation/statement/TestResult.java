package dev.imprimatur.attestation.statement;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The in-toto predicate "test result", version 0.1: how the tests of an image ended.
 *
 * @param result {@code PASSED} or {@code FAILED}
 * @param configuration the tests, each with the digest of its files
 * @param passedTests the names of those that passed
 * @param failedTests the names of those that did not
 * @param verdict Imprimatur's own part, which other readers leave aside: the whole verdict with all that publishing
 *     depends on, as the event {@code test-completed} has it
 */
public record TestResult(
        String result,
        List<Resource> configuration,
        List<String> passedTests,
        List<String> failedTests,
        @JsonProperty("https://imprimatur.dev/verdict/v1") JsonNode verdict) {

    /** The predicate's type. */
    public static final String TYPE = "https://in-toto.io/attestation/test-result/v0.1";

    /**
     * What in-toto calls a resource descriptor.
     *
     * @param name what it is called
     * @param uri where it is from, or null
     * @param digest its digests by algorithm, without the algorithm's name in front
     */
    public record Resource(String name, String uri, Map<String, String> digest) {}

    /** Takes missing lists as empty. */
    public TestResult {
        configuration = configuration == null ? List.of() : List.copyOf(configuration);
        passedTests = passedTests == null ? List.of() : List.copyOf(passedTests);
        failedTests = failedTests == null ? List.of() : List.copyOf(failedTests);
    }

    /** Whether all tests passed. */
    public boolean passed() {
        return "PASSED".equals(result);
    }
}
