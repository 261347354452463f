package dev.imprimatur.console.page.frame;

import dev.imprimatur.console.access.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Puts pages in their frame. */
@ApplicationScoped
public class Frames {
    private static final Position NOWHERE = new Position(0, 0);

    @Inject
    Positions positions;

    @Inject
    LagMeter lag;

    @Inject
    Visitor visitor;

    /**
     * What stands around a page. To be asked for before anything that the page shows is read: whatever comes later is
     * then after the position, and so announced.
     *
     * @param live which events change the page, or null
     */
    public Frame around(Section section, String live) {
        return FrameBuilder.builder()
                .title(section.word())
                .section(section)
                .live(live)
                .at(positions.now())
                .lag(lag.now())
                .reader(visitor.reader())
                .build();
    }

    /**
     * What stands around a page that shows nothing of the read model.
     *
     * @param stranger whether it is known that its reader did not sign in
     */
    public Frame bare(String title, boolean stranger) {
        return FrameBuilder.builder()
                .title(title)
                .at(NOWHERE)
                .lag(lag.byMeters())
                .reader(visitor.unknown(stranger))
                .build();
    }
}
