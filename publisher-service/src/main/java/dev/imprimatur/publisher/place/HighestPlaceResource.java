package dev.imprimatur.publisher.place;

import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.rest.BadRequests;
import dev.imprimatur.publisher.signature.PublisherSigner;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;

/** Says which place is the highest that is known here, signed for the one who asks. */
@Path(HighestPlace.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class HighestPlaceResource {
    private static final Pattern NONCE = Pattern.compile("[0-9A-Za-z-]{16,128}");

    @Inject
    KnownPlaces known;

    @Inject
    PublisherSigner signer;

    /** The statement, whose subject is the hash of the nonce. */
    @GET
    public SignedEnvelope highest(@QueryParam("nonce") String nonce) {
        if (nonce == null || !NONCE.matcher(nonce).matches()) {
            throw BadRequests.refused("query parameter 'nonce': expected 16 to 128 letters, digits or hyphens");
        }
        return signer.sign("places", HighestPlace.subject(nonce), HighestPlace.TYPE, new HighestPlace(known.highest()));
    }
}
