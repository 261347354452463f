package dev.imprimatur.cli;

import dev.imprimatur.cli.audit.AuditCommand;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.completion.CompletionCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.cli.deadletter.DeadLettersCommand;
import dev.imprimatur.cli.event.EventsCommand;
import dev.imprimatur.cli.flake.FlakesCommand;
import dev.imprimatur.cli.image.DriftCommand;
import dev.imprimatur.cli.image.HistoryCommand;
import dev.imprimatur.cli.image.ImagesCommand;
import dev.imprimatur.cli.image.WhyCommand;
import dev.imprimatur.cli.importing.ImportCommand;
import dev.imprimatur.cli.key.KeysCommand;
import dev.imprimatur.cli.log.LogsCommand;
import dev.imprimatur.cli.manual.ManCommand;
import dev.imprimatur.cli.open.OpenCommand;
import dev.imprimatur.cli.output.DurationConverter;
import dev.imprimatur.cli.output.Outlet;
import dev.imprimatur.cli.output.PlainWriter;
import dev.imprimatur.cli.queue.QueueCommand;
import dev.imprimatur.cli.readmodel.ReadModelCommand;
import dev.imprimatur.cli.rebuild.CancelCommand;
import dev.imprimatur.cli.rebuild.RebuildCommand;
import dev.imprimatur.cli.rebuild.RebuildsCommand;
import dev.imprimatur.cli.rebuild.RetryCommand;
import dev.imprimatur.cli.registry.MirrorsCommand;
import dev.imprimatur.cli.render.CatalogCommand;
import dev.imprimatur.cli.render.RenderCommand;
import dev.imprimatur.cli.rollback.BlocksCommand;
import dev.imprimatur.cli.rollback.RollbackCommand;
import dev.imprimatur.cli.rollback.UnblockCommand;
import dev.imprimatur.cli.token.TokenSource;
import dev.imprimatur.cli.token.TokensCommand;
import dev.imprimatur.cli.verify.DiffCommand;
import dev.imprimatur.cli.verify.VerifyCommand;
import dev.imprimatur.cli.worker.WorkersCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code imprimatur}: one subcommand a task. */
@Command(
        name = "imprimatur",
        description =
                "Builds, tests, signs and publishes container images; a tag only points to a digest that passed its tests.",
        mixinStandardHelpOptions = true,
        versionProvider = Imprimatur.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rebuild --stale --dry-run",
            "  imprimatur rebuilds rb-20261124-030000-1a2b --wait",
            "  imprimatur why node:22",
            "  imprimatur images 'node/22.*/*' --verify"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:the run failed, or the console does not answer",
            "2:the command line, or what it asks for, is wrong",
            "3:there is no such thing",
            "124:it took longer than it may"
        })
public final class Imprimatur implements RootCommand {
    private static final int WIDTH = 100;
    private static final String USUAL_CONSOLE = "http://localhost:8080";

    private static final List<Class<?>> SUBCOMMANDS = List.of(
            RebuildCommand.class,
            RebuildsCommand.class,
            RetryCommand.class,
            CancelCommand.class,
            QueueCommand.class,
            WorkersCommand.class,
            ImagesCommand.class,
            WhyCommand.class,
            HistoryCommand.class,
            MirrorsCommand.class,
            RollbackCommand.class,
            BlocksCommand.class,
            UnblockCommand.class,
            DriftCommand.class,
            DeadLettersCommand.class,
            TokensCommand.class,
            AuditCommand.class,
            LogsCommand.class,
            EventsCommand.class,
            FlakesCommand.class,
            RenderCommand.class,
            CatalogCommand.class,
            ImportCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            KeysCommand.class,
            OpenCommand.class,
            CompletionCommand.class,
            ManCommand.class,
            ReadModelCommand.class);

    @Option(
            names = "--console",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:IMPRIMATUR_CONSOLE:-" + USUAL_CONSOLE + "}",
            description = "where the console is (default: IMPRIMATUR_CONSOLE, else http://localhost:8080)")
    URI console;

    @Option(
            names = "--installation",
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            description =
                    "refuse a console that belongs to another installation (default: IMPRIMATUR_INSTALLATION, unless"
                            + " --console names a console)")
    String installation;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "the file with the token that is shown to the console (default: IMPRIMATUR_TOKEN, else the file"
                            + " IMPRIMATUR_TOKEN_FILE, unless --console names a console)")
    Path tokenFile;

    /** Made when it is asked for first, unless a test has set one. */
    ConsoleClient client;

    @Override
    public ConsoleClient client() {
        if (client == null) {
            client = new ConsoleClient(address(), meant(System.getenv()), token(System.getenv()));
        }
        return client;
    }

    @Override
    public CommandLine whole() {
        return commandLine();
    }

    /**
     * Which installation the console has to belong to: that of the environment goes with the environment's address
     * only.
     */
    Optional<String> meant(Map<String, String> environment) {
        boolean usual = isUsual(environment);
        return Optional.ofNullable(installation)
                .or(() -> usual ? Optional.ofNullable(environment.get("IMPRIMATUR_INSTALLATION")) : Optional.empty())
                .filter(id -> !id.isBlank());
    }

    /** The token that is shown to the console: that of the environment is for the environment's console only. */
    Optional<String> token(Map<String, String> environment) {
        return TokenSource.token(tokenFile, isUsual(environment) ? environment : Map.of());
    }

    private boolean isUsual(Map<String, String> environment) {
        return usual(console.toString()).equals(usual(environment.getOrDefault("IMPRIMATUR_CONSOLE", "")));
    }

    /** An empty address, as of a variable that is set to nothing, is none. */
    private static String usual(String address) {
        return address.isBlank() ? USUAL_CONSOLE : address;
    }

    private URI address() {
        URI address = URI.create(usual(console.toString()));
        if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
            throw new ConsoleException(
                    Kind.INVALID,
                    "the console's address, of --console or IMPRIMATUR_CONSOLE, is '" + address
                            + "', expected one such as " + USUAL_CONSOLE);
        }
        return address;
    }

    /** The command line for these arguments. */
    public static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Imprimatur());
        subcommands(arguments).forEach(line::addSubcommand);
        return line.registerConverter(Duration.class, new DurationConverter())
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler(Imprimatur::misused)
                .setExecutionStrategy(Imprimatur::execute)
                .setExecutionExceptionHandler(new Failures());
    }

    /** What commands print comes from elsewhere; what they say of themselves does not, and may have colours. */
    private static int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        CommandLine line = parsed.commandSpec().commandLine();
        line.setOut(new PrintWriter(new PlainWriter(line.getOut()), true));
        line.setErr(new PrintWriter(new PlainWriter(line.getErr()), true));
        return new CommandLine.RunLast().execute(parsed);
    }

    /**
     * Only the one that is asked for, if one is: to know the options of all takes a third of a short command's time.
     */
    private static List<Class<?>> subcommands(String... arguments) {
        return SUBCOMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(SUBCOMMANDS);
    }

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), arguments));
    }

    /** Runs one command that prints here; what could not be printed has failed. */
    static int run(OutputStream out, OutputStream err, String... arguments) {
        Outlet outlet = new Outlet(out);
        CommandLine line = commandLine(arguments).setOut(utf8(outlet)).setErr(utf8(err));
        int exitCode = line.execute(arguments);
        line.<Imprimatur>getCommand().hangUp();
        line.getOut().flush();
        Optional<String> failure = outlet.failure();
        failure.ifPresent(why -> line.getErr().println("not all of it could be printed: " + why));
        return failure.isPresent() && exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
    }

    /** Or else the JVM waits for a third of a second for the connection's thread, which waits for answers. */
    private void hangUp() {
        if (client != null) {
            client.close();
        }
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' lists what there is");
        return ExitCode.USAGE;
    }

    /** Logs and messages are UTF-8, whatever the terminal's locale says. */
    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Knows the version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "imprimatur "
                        + Optional.ofNullable(Imprimatur.class.getPackage().getImplementationVersion())
                                .orElse("(not packaged)")
            };
        }
    }
}
