package example;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Prints every publication. */
@ApplicationScoped
public class Publications {
    /** Events come at least once. A real subscriber keeps what it has handled where it keeps its own state. */
    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    /** Without it the program ends at its start; the connector would take localhost:9092, which may be another installation's. */
    @ConfigProperty(name = "IMPRIMATUR_KAFKA")
    String kafka;

    @Inject
    ObjectMapper json;

    void started(@Observes StartupEvent event) {
        Log.infof("publications of %s", kafka);
    }

    /** As much of the event as is wanted here. Fields are only ever added, so the others are left aside. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Published(String eventId, Candidate candidate, String digest, List<Tag> tags, Failure failure) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        record Candidate(String image) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Tag(String reference, String previous) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Failure(String kind, String message) {}
    }

    @Incoming("publish-completed")
    void take(String text) throws JsonProcessingException {
        Published event = json.readValue(text, Published.class);
        if (!handled.add(event.eventId())) {
            return;
        }
        if (event.failure() != null) {
            Log.warnf("%s was not published: %s", event.candidate().image(), event.failure().message());
            return;
        }
        Log.infof("%s is %s, tags: %s", event.candidate().image(), event.digest(), event.tags());
    }
}
