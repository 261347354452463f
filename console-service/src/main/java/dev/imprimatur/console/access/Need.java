package dev.imprimatur.console.access;

import java.lang.reflect.Method;
import java.util.Set;

/**
 * What a request needs.
 *
 * @param scope which scope; null where it is answered to everyone
 * @param always whether it is needed where configuration opens the rest as well
 */
record Need(Scope scope, boolean always) {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /**
     * What a request needs that this method answers. Where nothing is said, a write needs the most: so none can be
     * forgotten.
     *
     * @param resource null where no method of ours answers
     */
    static Need of(String verb, Method resource) {
        if (resource != null && resource.isAnnotationPresent(Open.class)) {
            return new Need(null, false);
        }
        if (resource != null) {
            Needs said = resource.isAnnotationPresent(Needs.class)
                    ? resource.getAnnotation(Needs.class)
                    : resource.getDeclaringClass().getAnnotation(Needs.class);
            if (said != null) {
                return new Need(said.value(), said.always());
            }
        }
        return new Need(READS.contains(verb) ? Scope.READ : Scope.ADMIN, false);
    }

    /** Whether a request with this verb only looks. */
    static boolean looks(String verb) {
        return READS.contains(verb);
    }

    /** Whether a request that needs this and does not only look is written down. */
    boolean acts() {
        return scope != Scope.READ || always;
    }

    /** Whether it is answered without a token. */
    boolean isOpen(AccessConfig config) {
        if (scope == null) {
            return true;
        }
        AccessConfig.Mode mode = scope == Scope.READ ? config.reading() : config.writing();
        return !always && mode == AccessConfig.Mode.OPEN;
    }
}
