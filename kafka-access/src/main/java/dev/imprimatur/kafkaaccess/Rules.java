package dev.imprimatur.kafkaaccess;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What {@code rules.txt} says, one binding for each user, operation and name. */
public final class Rules {
    /** Who comes without a login. */
    public static final String ANONYMOUS = "ANONYMOUS";

    private static final int FIELDS = 5;

    private Rules() {}

    /** All of them. */
    public static Set<AclBinding> all() {
        try (var lines = new BufferedReader(
                new InputStreamReader(Rules.class.getResourceAsStream("rules.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .flatMap(Rules::bindings)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<AclBinding> bindings(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not of the form of a rule: " + line);
        }
        AclPermissionType permission = AclPermissionType.fromString(fields[0]);
        ResourceType type = ResourceType.fromString(fields[3]);
        return list(fields[1]).stream()
                .flatMap(user -> list(fields[2]).stream()
                        .flatMap(operation -> list(fields[4]).stream()
                                .map(name -> new AclBinding(
                                        new ResourcePattern(type, name, PatternType.LITERAL),
                                        new AccessControlEntry(
                                                "User:" + user,
                                                "*",
                                                AclOperation.fromString(operation),
                                                permission)))));
    }

    private static List<String> list(String names) {
        return List.of(names.split(","));
    }
}
