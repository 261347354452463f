package dev.imprimatur.console.page.fleet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many there are in all.
 *
 * @param images of images
 * @param tags of tags
 * @param states of images in each state
 */
record FleetNumbers(long images, long tags, Map<FleetState, Long> states) {

    static FleetNumbers of(List<FleetRows.Family> families, long tags) {
        Map<FleetState, Long> states = new EnumMap<>(FleetState.class);
        for (FleetState state : FleetState.values()) {
            states.put(
                    state,
                    families.stream()
                            .mapToLong(family -> family.states().get(state))
                            .sum());
        }
        return new FleetNumbers(FleetRows.Family.images(families), tags, states);
    }
}
