package dev.imprimatur.tester.run;

import dev.imprimatur.messaging.event.RebuildId;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.smallrye.common.annotation.Blocking;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Shows test runs. */
@Path("/api/tests")
public class TestRunResource {
    private static final int LATEST = 200;

    /** The runs of a rebuild, or the latest ones if none is given; the newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Transactional
    @Blocking
    public List<TestRunView> runs(@QueryParam("rebuild") String rebuild) {
        return found(rebuild).stream().map(TestRunView::of).toList();
    }

    private static List<TestRun> found(String rebuild) {
        if (rebuild == null) {
            PanacheQuery<TestRun> all = TestRun.find("order by receivedAt desc");
            return all.page(0, LATEST).list();
        }
        return TestRun.list("rebuildId = ?1 order by receivedAt desc, image", id(rebuild));
    }

    private static String id(String rebuild) {
        try {
            return new RebuildId(rebuild).value();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(Response.status(Response.Status.BAD_REQUEST)
                    .type(MediaType.TEXT_PLAIN_TYPE)
                    .entity("query parameter 'rebuild': " + e.getMessage() + "\n")
                    .build());
        }
    }
}
