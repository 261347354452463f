package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.page.source.StaleImages;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** What other services know of images, found out once a page: all of it shows the same, and waits for it once. */
@RequestScoped
class PageMarks {
    @Inject
    StaleImages stale;

    @Inject
    Publisher publisher;

    private Marks marks;

    Marks get() {
        if (marks == null) {
            marks = Marks.of(stale.now(), publisher.drift());
        }
        return marks;
    }
}
