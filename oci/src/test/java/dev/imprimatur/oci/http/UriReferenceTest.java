package dev.imprimatur.oci.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "https://h/a/b?page=1, ?page=2, https://h/a/b?page=2",
        "https://h:8443//a, ?page=2, https://h:8443//a?page=2",
        "https://h, ?page=2, https://h?page=2",
        "https://h/a/b, /c, https://h/c",
        "https://h/a/b, c, https://h/a/c",
        "https://h/a, https://other/c, https://other/c"
    })
    void isResolvedAsRfc3986HasIt(URI from, String reference, URI resolved) {
        assertThat(UriReference.resolve(from, reference)).isEqualTo(resolved);
    }
}
