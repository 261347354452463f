package dev.imprimatur.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.Order;
import dev.imprimatur.cli.console.Token;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows tokens, makes them and revokes them. */
@Command(
        name = "tokens",
        description = "Show who may ask the console for what, make a token, revoke one. An admin's token is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur tokens",
            "  imprimatur tokens create --owner ci --scope rebuild --expires 90d > token",
            "  imprimatur rebuild --all --token-file token",
            "  imprimatur tokens revoke tok-0123456789ab"
        })
public final class TokensCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        return list(new JsonForm());
    }

    /** Lists tokens. */
    @Command(
            description = "List tokens, the oldest first: whose, what for, when used last.",
            footerHeading = "%nExamples:%n",
            footer = {"  imprimatur tokens list", "  imprimatur tokens list --jsonl | jq -r .owner"})
    int list(@ArgGroup JsonForm given) {
        JsonForm form = given == null ? new JsonForm() : given;
        JsonNode tokens = parent.client().get("/api/tokens");
        if (form.wanted()) {
            form.print(tokens, out());
            return ExitCode.OK;
        }
        Table<Token> table = Table.of(Json.list(tokens, Token.class))
                .column("ID", Token::id)
                .column("OWNER", token -> token.owner() + (token.issuer() == null ? "" : ", by OIDC"))
                .column("SCOPES", token -> String.join(",", token.scopes()))
                .column("STATE", Token::state)
                .column("MADE", token -> Text.time(token.madeAt()))
                .column("EXPIRES", token -> Text.time(token.expiresAt()))
                .column("USED", token -> Text.time(token.usedAt()));
        out().println(table);
        return ExitCode.OK;
    }

    /** Makes a token. */
    @Command(
            description = "Make a token, and print it: it is shown this one time.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur tokens create --owner ci --scope rebuild --expires 90d > token",
                "  imprimatur tokens create --owner alice --scope rebuild,rollback --json"
            })
    int create(
            @Option(
                            names = "--owner",
                            required = true,
                            paramLabel = "NAME",
                            description = "whose it is to be: a person, or what will use it")
                    String owner,
            @Option(
                            names = "--scope",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "read, rebuild, rollback or admin (everything); may be given several times")
                    List<String> scopes,
            @Option(
                            names = "--expires",
                            paramLabel = "WHEN",
                            converter = UntilConverter.class,
                            description =
                                    "until when it counts: 90d, 12h, a day or an instant (default: until it is revoked)")
                    Instant expires,
            @Option(names = "--json", description = "print JSON") boolean json) {
        JsonNode made = parent.client()
                .post(
                        "/api/tokens",
                        new Order()
                                .with("owner", owner)
                                .with("scopes", scopes)
                                .with("expiresAt", expires == null ? null : expires.toString())
                                .fields());
        if (json) {
            out().println(Json.pretty(made));
            return ExitCode.OK;
        }
        Token token = Json.value(made, Token.class);
        spec.commandLine()
                .getErr()
                .println("made " + token.id() + " for " + token.owner() + ": " + String.join(", ", token.scopes())
                        + (token.expiresAt() == null ? "" : ", until " + Text.time(token.expiresAt()))
                        + "; it is shown this one time");
        out().println(made.path("token").asText());
        return ExitCode.OK;
    }

    /** Revokes a token. */
    @Command(
            description = "Take a token back: it is refused from the next request on.",
            footerHeading = "%nExamples:%n",
            footer = {"  imprimatur tokens revoke tok-0123456789ab"})
    int revoke(
            @Parameters(paramLabel = "ID", description = "the token, as 'list' names it") String id,
            @Option(names = "--json", description = "print JSON") boolean json) {
        JsonNode revoked = parent.client().delete("/api/tokens/", id);
        out().println(json ? Json.pretty(revoked) : id + " is revoked");
        return ExitCode.OK;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
