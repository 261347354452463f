package dev.imprimatur.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BadEventException;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

/** Each record that came is acknowledged or put aside, whatever becomes of others. */
class EndOfRecordsTest {
    private static final Supplier<CompletionStage<Void>> AT_ONCE = () -> CompletableFuture.completedFuture(null);

    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> aside = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();

    @Test
    void ofOneTopicOneRecordAtATimeIsPutAside() {
        Flow.Subscriber<Message<byte[]>> topic = topic(tasks::add);
        for (int i = 0; i < 3; i++) {
            come(topic, "bad-" + i, AT_ONCE);
        }
        come(topic, "good", AT_ONCE);
        runAll();

        assertThat(acknowledged).as("none waits for what is put aside").containsExactly("good");
        assertThat(aside).hasSize(1);
        aside.getFirst().complete(null);
        assertThat(aside).hasSize(2);
        aside.getLast().completeExceptionally(new IllegalStateException("the service stops"));
        assertThat(aside).hasSize(3);
    }

    @Test
    void anotherTopicIsNotWaitedFor() {
        EventBatches batches = new EventBatches(new Events(), tasks::add, several -> {});
        for (int i = 0; i < 2; i++) {
            come(begun(batches), "bad", AT_ONCE);
        }
        runAll();

        assertThat(aside).hasSize(2);
    }

    @Test
    void oneThatCannotBeAcknowledgedTakesNoneAlong() {
        Flow.Subscriber<Message<byte[]>> topic = topic(tasks::add);
        come(topic, "first", () -> {
            throw new IllegalStateException("the channel is closed");
        });
        come(topic, "second", AT_ONCE);
        runAll();

        assertThat(acknowledged).containsExactly("second");
    }

    @Test
    void whereNoThreadTakesThemTheyAreTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        Flow.Subscriber<Message<byte[]>> topic = topic(task -> {
            if (tries.incrementAndGet() == 1) {
                throw new RejectedExecutionException("too many wait");
            }
            task.run();
        });
        come(topic, "only", AT_ONCE);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(acknowledged).containsExactly("only"));
    }

    @Test
    void aBatchHasAtMostSoManyRecordsAndSoManyBytesAndAtLeastOne() {
        Queue<Integer> many = new ArrayDeque<>(Collections.nCopies(EventBatches.MOST + 1, 1));
        Queue<Integer> large = new ArrayDeque<>(List.of(8 << 20, 3 << 20, 1 << 20, 1));

        assertThat(EventBatches.next(many, size -> size)).hasSize(EventBatches.MOST);
        assertThat(EventBatches.next(many, size -> size)).hasSize(1);
        assertThat(EventBatches.next(large, size -> size)).hasSize(1);
        assertThat(EventBatches.next(large, size -> size)).hasSize(2);
        assertThat(EventBatches.next(large, size -> size)).hasSize(1);
        assertThat(EventBatches.next(large, size -> size)).isEmpty();
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private Flow.Subscriber<Message<byte[]>> topic(Executor executor) {
        return begun(new EventBatches(new Events(), executor, several -> {}));
    }

    /** What its records are called says how they end. */
    private static Flow.Subscriber<Message<byte[]>> begun(EventBatches batches) {
        Flow.Subscriber<Message<byte[]>> topic = batches.topic(new TopicHandler() {
            @Override
            public void handle(ConsumerRecord<String, byte[]> record) {
                if (record.key().startsWith("bad")) {
                    throw new BadEventException(record.key());
                }
            }

            @Override
            public Handling<?> checked(ConsumerRecord<String, byte[]> record) {
                throw new BadEventException("it is handled by itself");
            }
        });
        topic.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                // They come as each test says.
            }

            @Override
            public void cancel() {
                // Never.
            }
        });
        return topic;
    }

    private void come(Flow.Subscriber<Message<byte[]>> topic, String key, Supplier<CompletionStage<Void>> end) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("ends", 0, 0, key, new byte[0]);
        topic.onNext(Message.of(
                record.value(),
                Metadata.of(new IncomingKafkaRecordMetadata<>(record, "ends", 0, -1)),
                () -> {
                    CompletionStage<Void> ended = end.get();
                    acknowledged.add(key);
                    return ended;
                },
                why -> {
                    CompletableFuture<Void> put = new CompletableFuture<>();
                    aside.add(put);
                    return put;
                }));
    }
}
