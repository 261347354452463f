package dev.imprimatur.console.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which scope a request needs; that of a method counts before that of its type. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Needs {
    /** The scope. */
    Scope value();

    /** Whether it is needed where configuration opens the rest as well. */
    boolean always() default false;
}
