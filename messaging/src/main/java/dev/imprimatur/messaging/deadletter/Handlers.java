package dev.imprimatur.messaging.deadletter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The service's own handlers of topics. */
@ApplicationScoped
class Handlers {
    @Inject
    BeanManager beans;

    /** A method that handles records. */
    private record Handler(Bean<?> bean, Method method) {}

    /**
     * Has the record handled as if Kafka delivered it.
     *
     * @throws RuntimeException if it is refused
     */
    void handle(ConsumerRecord<String, byte[]> record) {
        Handler handler = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> methods(bean, record.topic()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing here handles " + record.topic() + " any more"));
        Class<?> type = handler.bean().getBeanClass();
        Object instance = beans.getReference(handler.bean(), type, beans.createCreationalContext(handler.bean()));
        try {
            handler.method().setAccessible(true);
            if (handler.method().getParameterCount() == 0) {
                handler(record.topic(), handler.method().invoke(instance)).handle(record);
            } else {
                handler.method().invoke(instance, record);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RecordHandler handler(String topic, Object takesIn) {
        if (takesIn instanceof RecordHandler handler) {
            return handler;
        }
        throw new IllegalStateException(
                "nothing here handles one record of " + topic + ": what takes the topic in is no RecordHandler");
    }

    private static Stream<Handler> methods(Bean<?> bean, String topic) {
        if (!bean.getTypes().contains(bean.getBeanClass())) {
            return Stream.empty();
        }
        return Arrays.stream(bean.getBeanClass().getDeclaredMethods())
                .filter(method -> Arrays.stream(method.getAnnotationsByType(Incoming.class))
                        .anyMatch(channel -> topicOf(channel.value()).equals(topic)))
                .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {ConsumerRecord.class})
                        || method.getParameterCount() == 0 && method.getReturnType() == Flow.Subscriber.class)
                .map(method -> new Handler(bean, method));
    }

    /** A channel is called after its topic where none is configured. */
    private static String topicOf(String channel) {
        return ConfigProvider.getConfig()
                .getOptionalValue("mp.messaging.incoming." + channel + ".topic", String.class)
                .orElse(channel);
    }
}
