package dev.imprimatur.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The neighbour of a test class that has {@link Neighbours} as well. It stands by itself, since Quarkus starts one
 * console for all classes whose resources are the same, arguments and all.
 */
@ExtendWith(WithNeighbour.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Asks {
    /** Which. It needs a constructor without parameters. */
    Class<? extends Neighbour> value();
}
