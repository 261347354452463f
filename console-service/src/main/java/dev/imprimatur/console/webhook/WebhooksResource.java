package dev.imprimatur.console.webhook;

import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Personal;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.audit.Acting;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** The endpoints that get events. */
@Path("/api/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class WebhooksResource {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    /** Every delivery carries a signature by each. */
    private static final int MOST_SECRETS = 10;

    @Inject
    Targets targets;

    @Inject
    Clock clock;

    @Inject
    WebhookConfig config;

    @Inject
    EntityManager entities;

    @Inject
    Acting acting;

    @Inject
    Caller caller;

    /** Registers an endpoint; the answer is the only one that shows its secret. */
    @POST
    @Needs(Scope.ADMIN)
    @Transactional
    @Operation(summary = "Register an endpoint; only this answer shows its secret")
    @APIResponseSchema(
            value = WebhookView.class,
            responseCode = "201",
            responseDescription = "It gets every event from now on")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(responseCode = "409", description = "There are as many as there may be")
    public RestResponse<WebhookView> register(WebhookOrder order) {
        if (order == null) {
            throw ApiException.invalid("body", "expected a JSON object such as {\"url\":\"https://example.org/hook\"}");
        }
        Webhook webhook = order.webhook("wh-" + UUID.randomUUID().toString().substring(0, 12), now());
        checkTarget(URI.create(webhook.url));
        makeRoom();
        webhook.persist();
        // Its address may hold what only its owner is to know.
        acting.on(webhook.id, null, null);
        return RestResponse.ResponseBuilder.<WebhookView>create(RestResponse.Status.CREATED)
                .location(URI.create("/api/webhooks/" + webhook.id))
                .entity(WebhookView.withSecret(webhook))
                .build();
    }

    /** What no attempt would call is better said at once. A name that has no address yet may have one then. */
    private void checkTarget(URI url) {
        try {
            targets.address(url);
        } catch (Targets.Refused e) {
            throw ApiException.invalid("url", e.getMessage());
        } catch (IOException e) {
            // No reason to refuse it.
        }
    }

    /** All endpoints. */
    @GET
    @Personal
    @Transactional
    @Operation(summary = "All endpoints, oldest first; only an admin sees more of their addresses than scheme and host")
    public List<WebhookView> webhooks() {
        return Webhook.<Webhook>listAll(Sort.by("createdAt", "id")).stream()
                .map(WebhookView::of)
                .map(this::shown)
                .toList();
    }

    /** One endpoint with its latest deliveries. */
    @GET
    @Path("{id}")
    @Personal
    @Transactional
    @Operation(
            summary =
                    "One endpoint with its latest deliveries; only an admin sees more of its address than scheme and host")
    @APIResponse(responseCode = "200", description = "The endpoint")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public WebhookView webhook(String id) {
        return shown(WebhookView.withDeliveries(find(id)));
    }

    /** Who reads may be anyone, and who knows the address may send to it as the console does. */
    private WebhookView shown(WebhookView view) {
        return caller.has(Scope.ADMIN) ? view : view.inPart();
    }

    /** Gives the endpoint a new secret; the one before signs too for a while. */
    @POST
    @Needs(Scope.ADMIN)
    @Path("{id}/rotate")
    @Transactional
    @Operation(summary = "A new secret; deliveries are signed with the one before too for the overlap (P1D)")
    @APIResponse(responseCode = "200", description = "The endpoint with its new secret")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    @APIResponse(responseCode = "409", description = "As many secrets sign as may")
    public WebhookView rotate(String id, @QueryParam("overlap") @DefaultValue("P1D") String overlap) {
        Duration checked = checkedOverlap(overlap);
        Webhook webhook = locked(id);
        Instant now = clock.instant();
        if (checked.isPositive() && webhook.secrets(now).size() >= MOST_SECRETS) {
            throw ApiException.conflict(MOST_SECRETS + " secrets of webhook '" + id
                    + "' sign at this time; rotate with overlap=PT0S, or once some of them have ceased to");
        }
        webhook.rotate(Secret.random(), now, now.plus(checked));
        return shown(WebhookView.withSecret(webhook));
    }

    /** Sends to the endpoint again after it was disabled. */
    @POST
    @Needs(Scope.ADMIN)
    @Path("{id}/enable")
    @Transactional
    @Operation(summary = "Send to an endpoint again that answered 410 Gone")
    @APIResponse(responseCode = "200", description = "The endpoint")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public WebhookView enable(String id) {
        Webhook webhook = locked(id);
        webhook.disabledBecause = null;
        return shown(WebhookView.of(webhook));
    }

    /** Forgets the endpoint, and what was not sent to it yet. */
    @DELETE
    @Needs(Scope.ADMIN)
    @Path("{id}")
    @Transactional
    @Operation(summary = "Forget an endpoint, and what was not sent to it yet")
    @APIResponse(responseCode = "204", description = "It is forgotten")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public void forget(String id) {
        find(id).delete();
    }

    private static Webhook find(String id) {
        return there(Webhook.findById(id), id);
    }

    /** Deliveries write its row too. */
    private static Webhook locked(String id) {
        return there(Webhook.locked(id), id);
    }

    private static Webhook there(Webhook webhook, String id) {
        if (webhook == null) {
            throw ApiException.notFound("there is no webhook '" + id + "'; GET /api/webhooks lists them");
        }
        return webhook;
    }

    /** One registers at a time, whichever instance is asked, or else they would all find room for the last one. */
    private void makeRoom() {
        entities.createNativeQuery(
                        "select 1 from pg_advisory_xact_lock(hashtext('imprimatur.webhooks.' || current_schema()))")
                .getSingleResult();
        if (Webhook.count() >= config.most()) {
            throw ApiException.conflict("there are " + config.most()
                    + " webhooks, and more may not be; forget one, or raise imprimatur.console.webhooks.most");
        }
    }

    private static Duration checkedOverlap(String text) {
        try {
            Duration overlap = Duration.parse(text);
            if (!overlap.isNegative() && overlap.compareTo(LONGEST_OVERLAP) <= 0) {
                return overlap;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw ApiException.invalid(
                "overlap", "expected an ISO 8601 duration up to " + LONGEST_OVERLAP + ", such as P1D");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
