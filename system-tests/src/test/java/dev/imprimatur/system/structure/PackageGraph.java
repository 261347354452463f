package dev.imprimatur.system.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which package of a module needs which.
 *
 * @param needs by package, what it needs, with one dependency as an example
 */
record PackageGraph(Map<String, Map<String, String>> needs) {

    /**
     * A package needs another one.
     *
     * @param example one dependency
     */
    record Need(String from, String to, String example) {
        @Override
        public String toString() {
            return from + " -> " + to + ", such as: " + example;
        }
    }

    /** The graph of these classes; what they need beside each other is no part of it. */
    static PackageGraph of(JavaClasses classes) {
        Set<String> own = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Map<String, Map<String, String>> needs = new TreeMap<>();
        classes.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(each -> own.contains(each.getTargetClass().getPackageName()))
                .filter(each -> !each.getOriginClass()
                        .getPackageName()
                        .equals(each.getTargetClass().getPackageName()))
                .forEach(each -> needs.computeIfAbsent(each.getOriginClass().getPackageName(), name -> new TreeMap<>())
                        .putIfAbsent(each.getTargetClass().getPackageName(), each.getDescription()));
        return new PackageGraph(needs);
    }

    /** What is part of a cycle. */
    List<Need> inCycles() {
        List<Need> found = new ArrayList<>();
        needs.forEach((from, targets) -> targets.forEach((to, example) -> {
            if (reaches(to, from)) {
                found.add(new Need(from, to, example));
            }
        }));
        return found;
    }

    private boolean reaches(String from, String to) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(from));
        while (!next.isEmpty()) {
            String each = next.pop();
            if (each.equals(to)) {
                return true;
            }
            if (seen.add(each)) {
                next.addAll(needs.getOrDefault(each, Map.of()).keySet());
            }
        }
        return false;
    }
}
