package dev.imprimatur.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.SinceConverter;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.AuditView;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows who asked for what, from where and why, and what came of it. */
@Command(
        name = "audit",
        description = "Show who asked for what, and what came of it, newest first. An admin's token is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur audit",
            "  imprimatur audit --since 7d --who ci",
            "  imprimatur audit --refused --limit 1000 --json"
        })
public final class AuditCommand extends ConsoleQuery {
    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = SinceConverter.class,
            description = "since when: 7d, 36h, a day or an instant")
    Instant since;

    @Option(
            names = "--who",
            paramLabel = "NAME",
            description = "only this owner of a token, or who a request claims to be")
    String who;

    @Option(names = "--refused", description = "only what was refused or failed")
    boolean refused;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many at most, up to 1000 (default: ${DEFAULT-VALUE})")
    int limit;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        StringBuilder query = new StringBuilder("/api/audit?limit=" + limit + (refused ? "&refused=true" : ""));
        if (since != null) {
            query.append("&since=").append(ConsoleClient.encoded(since.toString()));
        }
        if (who != null) {
            query.append("&who=").append(ConsoleClient.encoded(who));
        }
        return console.get(query.toString());
    }

    @Override
    protected String text(JsonNode answer) {
        if (answer.isEmpty()) {
            return "nothing was asked for";
        }
        Table<AuditView> table = Table.of(Json.list(answer, AuditView.class))
                .column("AT", act -> Text.time(act.at()))
                .column("WHO", AuditView::who)
                .column("FROM", AuditView::address)
                .column("ACT", AuditView::act)
                .column("ABOUT", AuditView::about)
                .column("REASON", AuditView::reason)
                .column("RESULT", AuditView::result);
        return table.toString();
    }
}
