package dev.imprimatur.events;

import java.util.Arrays;
import java.util.List;

/** The topics, one a kind of event. Each has a dead-letter topic beside it. */
public enum Topic {
    /** A request to build images again. */
    REBUILD_REQUESTED("rebuild-requested", RebuildRequested.class),
    /** A request to end a rebuild. */
    REBUILD_CANCEL_REQUESTED("rebuild-cancel-requested", RebuildCancelRequested.class),
    /** A Dockerfile is ready to be built. */
    RENDER_COMPLETED("render-completed", RenderCompleted.class),
    /** An image was built and staged, or could not be. */
    BUILD_COMPLETED("build-completed", BuildCompleted.class),
    /** A digest was approved or rejected. */
    TEST_COMPLETED("test-completed", TestCompleted.class),
    /** An image was published, or refused. */
    PUBLISH_COMPLETED("publish-completed", PublishCompleted.class),
    /** A further registry got what was published before. */
    MIRROR_COMPLETED("mirror-completed", MirrorCompleted.class),
    /** A rebuild ended. */
    REBUILD_COMPLETED("rebuild-completed", RebuildCompleted.class),
    /** A request to set an image's tags back to an earlier revision. */
    ROLLBACK_REQUESTED("rollback-requested", RollbackRequested.class),
    /** A rollback has its place among rebuilds and rollbacks, and is carried out. */
    ROLLBACK_ORDERED("rollback-ordered", RollbackOrdered.class),
    /** A rollback ended. */
    ROLLBACK_COMPLETED("rollback-completed", RollbackCompleted.class);

    private final String topic;
    private final Class<? extends Event> event;

    Topic(String topic, Class<? extends Event> event) {
        this.topic = topic;
        this.event = event;
    }

    /** Whether it carries requests, which anyone may send without a login, under any id. */
    public boolean isOfAnyone() {
        return this == REBUILD_REQUESTED || this == REBUILD_CANCEL_REQUESTED || this == ROLLBACK_REQUESTED;
    }

    /** The topic's name in Kafka. */
    public String topic() {
        return topic;
    }

    /** The name of the topic that takes what could not be handled. */
    public String deadLetters() {
        return topic + ".dlq";
    }

    /** The kind of event that it carries. */
    public Class<? extends Event> event() {
        return event;
    }

    /** CloudEvents' {@code type} of its events. */
    public String cloudEventType() {
        return "dev.imprimatur." + topic + ".v1";
    }

    /** The topic that carries this kind of event. */
    public static Topic of(Class<? extends Event> event) {
        return Arrays.stream(values())
                .filter(topic -> topic.event == event)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic carries " + event));
    }

    /** The names of all topics, dead-letter ones too. */
    public static List<String> names() {
        return Arrays.stream(values())
                .flatMap(topic -> List.of(topic.topic(), topic.deadLetters()).stream())
                .toList();
    }
}
