package dev.imprimatur.planner.render;

import dev.imprimatur.planner.catalog.TemplateValue;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode;

/** Checks every value that a template puts out, and marks where it begins and ends in the text. */
final class MarkedValue implements ResultMapper {
    static final char BEGIN = '\u0002';
    static final char END = '\u0003';

    @Override
    public boolean appliesTo(TemplateNode.Origin origin, Object result) {
        return true;
    }

    @Override
    public String map(Object result, Expression expression) {
        try {
            return BEGIN + TemplateValue.check(expression.toOriginalString(), String.valueOf(result)) + END;
        } catch (IllegalArgumentException e) {
            throw new BadValueException(expression.getOrigin().getLine(), e.getMessage());
        }
    }
}
