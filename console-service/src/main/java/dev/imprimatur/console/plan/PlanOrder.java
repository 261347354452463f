package dev.imprimatur.console.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.httpaccess.TextLimit;
import java.util.List;

/**
 * Which rebuild is considered. Without a field, of all that the catalogue plans.
 *
 * @param select which images: glob patterns for family/version/variant, separated by commas
 * @param stale whether only stale ones
 * @param allow changes of tags that the request would allow: backward, takeover, vanish
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanOrder(String select, Boolean stale, List<String> allow) {

    /**
     * The order as it is.
     *
     * @throws ApiException if a field is wrong, naming it
     */
    PlanOrder checked() {
        ApiException.checked(TextLimit.SELECTION, "select", select);
        if (select != null && select.isBlank()) {
            throw ApiException.invalid(
                    "select", "expected patterns for family/version/variant, for example node/22.*/*");
        }
        try {
            if (allow != null) {
                allow.forEach(Allowance::parse);
            }
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("allow", e.getMessage());
        }
        return this;
    }
}
