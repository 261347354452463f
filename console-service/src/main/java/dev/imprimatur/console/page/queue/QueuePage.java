package dev.imprimatur.console.page.queue;

import dev.imprimatur.console.answer.Silent;
import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.queue.Queue;
import dev.imprimatur.console.rebuild.TimeLeft;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What waits, in the queue's own order, and why each. */
@Path("/queue")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class QueuePage {
    private static final int SIZE = 100;
    private static final int FIRST_FEW = 25;
    private static final int REBUILDS = 10;

    @Inject
    Frames frames;

    @Inject
    Queue queue;

    @Inject
    TimeLeft left;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @CheckedTemplate(basePath = "queue")
    static class Templates {
        static native TemplateInstance page(Frame frame, QueueView view);
    }

    /**
     * The page, of all stages with the first few of each, or of one stage. No transaction is open while services are
     * asked.
     */
    @GET
    @Operation(hidden = true)
    public String queue(@QueryParam("stage") String stage, @QueryParam("page") @DefaultValue("1") int page) {
        QueueStop one = QueueStop.named(stage);
        if (page < 1 || page > 1 && one == null) {
            throw ApiException.invalid("page", "expected 1 or more, and of one stage, not " + page);
        }
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        List<StageView> stages = views(one, page);
        QueueView view = new QueueView(one, stages, left.of(rebuilds(stages)));
        String of = one == null ? "" : "?stage=" + one;
        String command = "./imprimatur queue" + (one == null ? "" : " --stage " + one);
        return Templates.page(frame.of(view.title(), "/api/queue" + of, command), view)
                .render();
    }

    /** Those of what comes first: a rebuild that has not begun costs a look at earlier ones. */
    private static Set<String> rebuilds(List<StageView> stages) {
        return stages.stream()
                .flatMap(stage -> stage.waiting().stream())
                .map(Waiting::rebuildId)
                .distinct()
                .limit(REBUILDS)
                .collect(Collectors.toSet());
    }

    private List<StageView> views(QueueStop one, int page) {
        List<CompletableFuture<StageView>> asked = Stream.of(QueueStop.values())
                .map(stop -> CompletableFuture.supplyAsync(() -> view(stop, one, page), threads))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    /** Of a stage that is not shown only the number is asked for. */
    private StageView view(QueueStop stop, QueueStop one, int page) {
        int size = one == null ? FIRST_FEW : one == stop ? SIZE : 1;
        int part = one == stop ? page : 1;
        Queue.Page answer = queue.page(stop.toString(), stop + ":" + (part - 1L) * size, size);
        return new StageView(
                stop,
                answer.totals().get(stop.toString()),
                answer.waiting(),
                part,
                answer.next() != null,
                answer.silent().stream().map(Silent::why).findFirst().orElse(null));
    }
}
