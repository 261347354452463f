package dev.imprimatur.tester.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.event.TestResult;
import dev.imprimatur.tester.fixture.Tests;
import org.junit.jupiter.api.Test;

class TestLogTest {

    @Test
    void eachTestHasItsHeader() {
        TestLog log = new TestLog(1024);

        log.begin(Tests.test("hello", "RUN true", 60, true));
        log.write("some output");
        log.end(new TestResult("hello", TestResult.Outcome.PASSED, 1_540, null));

        assertThat(log).hasToString("""
                ==> test hello (limit 60 s, network on)
                some output
                <== test hello: passed in 1.5 s
                """);
    }

    @Test
    void aFloodStopsAtTheLimitAndIsSaidOnce() {
        TestLog log = new TestLog(10);

        log.write("01234");
        log.write("56789abc");
        log.write("def");
        log.line("the end");

        assertThat(log).hasToString("""
                0123456789
                [the output beyond 10 characters is left out: imprimatur.tester.log-limit]
                the end
                """);
    }
}
