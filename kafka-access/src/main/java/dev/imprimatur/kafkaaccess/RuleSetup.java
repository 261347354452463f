package dev.imprimatur.kafkaaccess;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** Makes a broker's rules those that are asked for. The broker keeps them. */
public final class RuleSetup {
    private static final long LIMIT_SECONDS = 30;

    private RuleSetup() {}

    /**
     * Adds what is missing, and takes away what these users were allowed earlier and are not any more. Rules of other
     * users stay.
     *
     * @param client the configuration of a client that may do so
     * @throws IllegalStateException if the broker does not take them
     */
    public static void apply(Map<String, Object> client, Set<AclBinding> wanted) throws InterruptedException {
        try (Admin admin = Admin.create(client)) {
            Set<AclBinding> there =
                    Set.copyOf(get(admin.describeAcls(AclBindingFilter.ANY).values()));
            Set<String> users = users(wanted).collect(Collectors.toSet());
            List<AclBinding> missing =
                    wanted.stream().filter(rule -> !there.contains(rule)).toList();
            List<AclBindingFilter> gone = there.stream()
                    .filter(rule -> !wanted.contains(rule)
                            && users.contains(rule.entry().principal()))
                    .map(AclBinding::toFilter)
                    .toList();
            get(admin.createAcls(missing).all());
            get(admin.deleteAcls(gone).all());
        }
    }

    private static Stream<String> users(Set<AclBinding> rules) {
        return rules.stream().map(rule -> rule.entry().principal());
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not take the rules of access: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka did not answer within " + LIMIT_SECONDS + " s", e);
        }
    }
}
