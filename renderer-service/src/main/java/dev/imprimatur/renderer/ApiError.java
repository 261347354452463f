package dev.imprimatur.renderer;

import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What every request that failed is answered with.
 *
 * @param error the kind, in kebab case
 * @param message what is wrong and what to do
 */
public record ApiError(String error, String message) {

    /** An answer with this status. */
    public static RestResponse<ApiError> response(int status, String error, String message) {
        return RestResponse.ResponseBuilder.<ApiError>create(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new ApiError(error, message))
                .build();
    }
}
