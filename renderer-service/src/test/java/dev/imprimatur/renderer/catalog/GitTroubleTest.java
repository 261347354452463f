package dev.imprimatur.renderer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it means that there is no repository, by how it was asked for. */
class GitTroubleTest {
    private final Exception noRepository = new NoRemoteRepositoryException(new URIish(), "not found");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://git@git.example.org:2222/images.git",
                "git+ssh://git.example.org/images.git",
                "git@git.example.org:team/images.git",
            })
    void overSshItIsNoAnswer(String url) {
        assertThat(GitTrouble.isAway(url, noRepository)).isFalse();
        assertThat(GitTrouble.isFinal(url, noRepository)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://git.example.org/images.git", "file:///srv/images.git", "/srv/git:images.git"})
    void otherwiseItIsAnAnswerForGood(String url) {
        assertThat(GitTrouble.isFinal(url, noRepository)).isTrue();
    }
}
