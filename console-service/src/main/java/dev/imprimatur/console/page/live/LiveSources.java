package dev.imprimatur.console.page.live;

import dev.imprimatur.console.page.frame.LagMeter;
import dev.imprimatur.console.page.frame.Positions;
import dev.imprimatur.console.timeline.Timeline;
import java.time.Clock;

/**
 * What every stream looks at, whichever page it is for.
 *
 * @param timeline the events
 * @param positions up to where the read model has come
 * @param lag how far that is behind
 * @param stopping whether the service stops
 * @param clock the time
 */
record LiveSources(Timeline timeline, Positions positions, LagMeter lag, Stopping stopping, Clock clock) {}
