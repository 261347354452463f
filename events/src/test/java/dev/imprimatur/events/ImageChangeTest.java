package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An image says itself how many packages it has, and how long their versions are. */
class ImageChangeTest {
    private static final PackageChange SMALL = changed("small", List.of("2"));

    @Test
    void fewPackagesAreAllListed() {
        ImageChange change = of(Collections.nCopies(500, SMALL));

        assertThat(change.packages()).hasSize(500);
        assertThat(change.morePackages()).isNull();
    }

    @Test
    void moreThanFiveHundredAreCounted() {
        ImageChange change = of(Collections.nCopies(512, SMALL));

        assertThat(change.packages()).hasSize(500);
        assertThat(change.morePackages()).isEqualTo(12);
    }

    @Test
    void longVersionsAreCountedAndLeaveRoomForOthers() {
        PackageChange versions = changed(
                "versions",
                IntStream.range(0, 30_000).mapToObj(Integer::toString).toList());
        ImageChange change = of(List.of(versions, changed("long", List.of("x".repeat(80_000))), SMALL, versions));

        assertThat(change.packages()).extracting(PackageChange::name).containsExactly("long", "small");
        assertThat(change.morePackages()).isEqualTo(2);
    }

    @Test
    void ofAnImageWithoutAListNothingIsKnown() {
        assertThat(of(null).packages()).isNull();
        assertThat(of(null).morePackages()).isNull();
    }

    private static ImageChange of(List<PackageChange> packages) {
        return ImageChange.of(List.of(), null, packages);
    }

    private static PackageChange changed(String name, List<String> to) {
        return new PackageChange("changed", name, List.of("1"), to);
    }
}
