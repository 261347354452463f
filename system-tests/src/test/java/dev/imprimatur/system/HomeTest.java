package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script makes of a home, without a stack: its environment, its catalogue, its ports, its disk. */
class HomeTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = Files.createDirectories(folder.resolve("it's my home"));
    }

    @Test
    void theEnvironmentIsForEval() throws IOException {
        String odd = "/srv/my home/it's $HOME `id` \"x\" \\n";
        Files.writeString(home.resolve("stack.env"), "IMPRIMATUR_CONSOLE=http://localhost:1\nODD=" + odd + "\n");

        assertThat(script("env").output())
                .startsWith("export IMPRIMATUR_CONSOLE='http://localhost:1'\n")
                .contains("export ODD='/srv/my home/it'\\''s $HOME");
        assertThat(
                        bash(
                                "eval \"$(./imprimatur --home \"$H\" env)\"; bash -c 'printf \"%s|%s\" \"$IMPRIMATUR_CONSOLE\" \"$ODD\"'"))
                .isEqualTo("http://localhost:1|" + odd);
        assertThat(script("env", "--plain").output())
                .isEqualTo("IMPRIMATUR_CONSOLE=http://localhost:1\nODD=" + odd + "\n");
        assertThat(new ObjectMapper().readValue(script("env", "--json").output(), Map.class))
                .isEqualTo(Map.of("IMPRIMATUR_CONSOLE", "http://localhost:1", "ODD", odd));
        assertThat(script("env", "--all").exitCode()).isEqualTo(2);
    }

    @Test
    void theCatalogueStaysUnlessAnotherIsNamed() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Path other = Files.createDirectory(folder.resolve("other"));
        String settle = "open_home; settle_catalog; remember catalog.env CATALOG \"$CATALOG\"; echo \"$CATALOG\"";

        assertThat(functions("parse_up_options; " + settle)).isEqualTo(ROOT.resolve("catalog") + "\n");
        assertThat(functions("parse_up_options --catalog '" + mine + "'; { " + settle + "; } 2>&1"))
                .contains("the catalogue is now " + mine + "; it was " + ROOT.resolve("catalog"));
        assertThat(functions("parse_up_options; " + settle)).isEqualTo(mine + "\n");
        assertThat(functions("parse_up_options --catalog '" + other + "'; " + settle))
                .isEqualTo(other + "\n");
        assertThat(functions("home_catalog")).isEqualTo(other.toString());
        Files.delete(other);
        assertThat(functions("parse_up_options; (" + settle + ") 2>&1 || true"))
                .contains("✗ the catalogue of this home, " + other + ", is gone: name another with up --catalog");
    }

    @Test
    void whereAHomeDoesNotRunItSaysSo() throws IOException {
        assertThat(functions("check_machine; uname() { [[ $1 == -s ]] && echo Darwin || echo arm64; };"
                        + " (check_machine) 2>&1 || true"))
                .contains("a home runs on Linux on x86_64 or aarch64, and this is Darwin on arm64");
    }

    @Test
    void whatIsMissingIsNamedAtOnceAndNotInstalledAgainstTheUsersWill() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root installs packages");
        String lacking = "open_home; missing_packages() { printf '%s\\n' \"$@\"; }; answering_engine() { :; };"
                + " has_engine_programs() { false; }; apt_get() { echo installs \"$@\"; };";

        assertThat(functions(lacking + " announce_packages stack 2>&1"))
                .contains("packages of Debian that are missing here and will be installed:")
                .contains("docker.io iproute2 iptables");
        assertThat(functions("INSTALL=no; " + lacking + " (check_needs stack) 2>&1 || echo ends $?"))
                .contains("✗ nothing was installed or started", "tools     missing: ")
                .contains("apt-get install --no-install-recommends", "docker.io", "or leave --no-install out")
                .doesNotContain("debootstrap")
                .endsWith("ends 1\n");
        assertThat(functions("INSTALL=no; " + lacking + " can_install || echo cannot"))
                .isEqualTo("cannot\n");
    }

    /** Its pid files and its settings have gone with it. */
    @Test
    void whatAHomeStartedIsEndedAfterItsFolderWasRemoved() throws IOException {
        Path gone = folder.resolve("gone");
        String asleep = "perl -e 'sleep 60' -- -jar '" + gone + "/";

        assertThat(bash("(exec -a java " + asleep + "programs/tester/quarkus-run.jar' &);"
                        + " (exec -a mine " + asleep + "programs/tester/notes' &);"
                        + " ./imprimatur --home '" + gone + "' down 2>&1;"
                        + " pgrep -f -a '^[a-z]* -e sleep 60 -- -jar " + gone
                        + "'; pkill -f '^mine -e sleep 60 -- -jar " + gone + "'"))
                .contains("stopped 1 processes of " + gone)
                .contains("mine -e")
                .doesNotContain("java -e");
        assertThat(gone).doesNotExist();
        assertThat(script(gone, "down").errors()).contains("nothing was ever started in " + gone);
    }

    /** As the script does that brings up a stack: it ends, and what it has started is no child of the test. */
    @Test
    void whatEndsTheTestsEndsTheStacksThatTheyHaveBroughtUp() throws Exception {
        Path pid = folder.resolve("pid");
        Path maven = Files.writeString(
                Files.createDirectory(folder.resolve("bin")).resolve("mvn"),
                "#!/bin/bash\n(setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >'" + pid + "')\nsleep 300\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));

        Process tests = ScriptFunctions.start(
                Map.of("H", home.toString()),
                ScriptFunctions.PRELUDE + "PATH='" + maven.getParent() + "':$PATH; open_home;"
                        + " trap 'stop_what_the_test_started \" dockerd production staging local-stack \"' EXIT;"
                        + " run_lane modules");
        await().atMost(LIMIT)
                .until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
        long service = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(service)).isPresent();
        tests.destroy();

        assertThat(tests.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(LIMIT)
                .until(() ->
                        ProcessHandle.of(service).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** Debian asks policy-rc.d before a package starts what it brings. */
    @Test
    void whatAPackageWouldStartStaysOffWhileItIsInstalledAndThatIsAll() throws IOException {
        Path policy = folder.resolve("policy-rc.d");
        String install = "use_home; export POLICY_RC_D='" + policy + "';"
                + " without_services sh -c '\"$POLICY_RC_D\"; echo answers $?; exit 7' || echo ends $?;"
                + " ls \"$POLICY_RC_D\" 2>/dev/null || echo gone; ";

        assertThat(functions(install)).isEqualTo("answers 101\nends 7\ngone\n");

        String killed =
                "use_home; export POLICY_RC_D='" + policy + "';" + " (without_services sh -c 'kill -9 $PPID') & wait; ";
        functions(killed + ":");
        assertThat(bash("sh '" + policy + "'; echo answers $?"))
                .as("one that was left behind")
                .isEqualTo("answers 0\n");
        assertThat(functions(install)).isEqualTo("answers 101\nends 7\ngone\n");

        Files.writeString(policy, "#!/bin/sh\nexit 103\n");
        Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(functions(install)).isEqualTo("answers 103\nends 7\n" + policy + "\n");
    }

    /** A slow line is none that has no hub. */
    @Test
    void aHubThatAnswersMayTakeItsTimeAndOneThatIsSilentIsGivenUp() throws IOException {
        Path docker = Files.writeString(
                Files.createDirectory(folder.resolve("bin")).resolve("docker"),
                "#!/bin/sh\n[ \"$2\" = silent ] && exec sleep 120\necho \"slow: Pulling from it\"\nsleep 3\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
        String pulling = "PATH='" + docker.getParent() + "':$PATH; HUB_ANSWERS_WITHIN=2;"
                + " for image in slow silent; do pull $image \"$H/log\" && echo has $image || echo lacks $image; done";

        assertThat(functions(pulling)).isEqualTo("has slow\nlacks silent\n");
    }

    /** Both choose before either has bound anything, as two that are brought up seconds apart. */
    @Test
    void twoHomesThatAreBroughtUpAtOnceChooseOtherPorts() throws IOException {
        Path second = Files.createDirectories(folder.resolve("second"));
        String ports = functions("open_home; choose_port kafka; echo $PORT; choose_port production; echo $PORT;"
                + " H='" + second + "' bash -c \"$PRELUDE open_home; choose_port kafka; echo \\$PORT;"
                + " choose_port production; echo \\$PORT\"; :");
        assertThat(ports.lines().distinct()).hasSize(4);
        assertThat(functions("open_home; choose_port kafka; echo $PORT").strip())
                .as("a home keeps what it chose")
                .isEqualTo(ports.lines().findFirst().orElseThrow());
    }

    @Test
    void manyThatChooseAtOnceGetAPortEach() throws Exception {
        List<Process> choosing = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Files.createDirectories(folder.resolve("home-" + i));
            choosing.add(ScriptFunctions.start(
                    Map.of("H", folder.resolve("home-" + i).toString()),
                    ScriptFunctions.PRELUDE + "open_home; choose_port kafka; echo $PORT; read -r"));
        }
        List<String> ports = new ArrayList<>();
        for (Process each : choosing) {
            ports.add(each.inputReader().readLine());
        }
        for (Process each : choosing) {
            each.outputWriter().close();
            each.waitFor();
        }
        assertThat(ports).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void aPortThatWasPromisedIsFreeOnceTheScriptHasEnded() throws IOException {
        Path second = Files.createDirectories(folder.resolve("second"));
        String first = functions("open_home; choose_port tester; echo $PORT");
        assertThat(bash(
                        ScriptFunctions.PRELUDE + "open_home; choose_port tester; echo $PORT",
                        Map.of("H", second.toString())))
                .isEqualTo(first);
    }

    @Test
    void aServiceOfAnotherHomeIsNotReadyForThisOne() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String[] owner = {null};
        server.createContext("/q/health/ready", exchange -> {
            if (owner[0] != null) {
                exchange.getResponseHeaders().set("Imprimatur-Installation", owner[0]);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String ready = "open_home; remember ports.env console "
                    + server.getAddress().getPort() + "; if service_ready console; then echo ready; else echo not; fi";
            assertThat(functions(ready)).as("of an earlier release").isEqualTo("ready\n");
            owner[0] = functions("open_home; printf %s \"$HOME_TAG\"");
            assertThat(functions(ready)).isEqualTo("ready\n");
            owner[0] = "imprimatur-0000000000";
            assertThat(functions(ready)).isEqualTo("not\n");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPartWhosePortWasTakenWhileItStartedChoosesAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // A launch that ends as a service does whose port is taken, until it gets another one.
            String said = functions("open_home; remember ports.env renderer " + taken.getLocalPort() + ";"
                    + " export PORTS=$HOME_DIR/ports.env;"
                    + " launch_it() { launch renderer bash -c 'if (($(sed -n s/renderer=//p \"$PORTS\") == "
                    + taken.getLocalPort() + ")); then echo Port already bound; exit 1; fi; exec sleep 60'; };"
                    + " start_service() { echo \"start $1\"; launch_it; };"
                    + " stop() { echo \"stop ${*:2}\"; }; service_ready() { sleep 0.2; running renderer; };"
                    + " CATALOG=x; launch_it; sleep 0.3; await_services renderer; kill $(pid_of renderer)");
            assertThat(said).isEqualTo("start renderer\nstop console\nstart console\n");
            assertThat(functions("open_home; recall ports.env renderer").strip())
                    .isNotEqualTo(Integer.toString(taken.getLocalPort()));
        }
    }

    /** Its log says READY at the beginning, which is gone once the log has grown large. */
    @Test
    void brokerAndDatabaseAreReadyWhenTheyHaveWrittenTheirAddressesWhateverTheirLogSays() throws IOException {
        String said = functions("open_home; stop_parts_without_logins() { :; };"
                + " for each in kafka kafka-users postgres; do remember ports.env $each 1; done;"
                + " mkdir -p \"$HOME_DIR/local-stack\"; addresses=$HOME_DIR/local-stack/local-stack.env;"
                + " echo of the run before >\"$addresses\"; sleep 0.1; launch local-stack sleep 60;"
                + " local_stack_ready || echo starts; sleep 0.1; touch \"$addresses\"; : >\"$LOG_DIR/local-stack.log\";"
                + " start_local_stack; echo \"$DETAIL\"; kill $(pid_of local-stack)");

        assertThat(said).isEqualTo("starts\nKafka localhost:1, PostgreSQL localhost:1\n");
    }

    @Test
    void theSecretOfServicesIsMadeOnceForItsOwnerAlone() throws IOException {
        String made = functions("open_home; make_peer_secret; cat \"$HOME_DIR\"/peers/secret");

        assertThat(made).matches("[0-9a-f]{64}");
        assertThat(
                        functions(
                                "open_home; make_peer_secret; cat \"$HOME_DIR\"/peers/secret; stat -c ' %a' \"$HOME_DIR\"/peers/*"))
                .isEqualTo(made + " 600\n");
        assertThat(functions(
                        "open_home; : >\"$HOME_DIR\"/peers/secret; make_peer_secret; cat \"$HOME_DIR\"/peers/secret"))
                .as("after a crash")
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(made);
    }

    @Test
    void whatRunsWithoutTheSecretIsStoppedAndNothingElse() throws IOException {
        String said = functions("open_home; launch publisher sleep 60;"
                + " launch tester env IMPRIMATUR_HTTP_PEER_SECRET=x sleep 60; sleep 0.3;"
                + " service_settings() { echo IMPRIMATUR_HTTP_PEER_SECRET=x; };"
                + " for each in 1 2; do stop_services_with_other_settings publisher tester; done;"
                + " running publisher && echo publisher; running tester && echo tester; kill $(pid_of tester)");
        assertThat(said).isEqualTo("tester\n");
    }

    @Test
    void aFullDiskIsSaidBeforeAnythingIsStarted() throws IOException {
        assertThat(functions("open_home; free_mib() { echo 3; }; (check_needs stack) 2>&1 || echo refused"))
                .contains("disk      3 MiB free for " + home, "./imprimatur up", "refused");
        assertThat(functions("open_home; free_mib() { echo 3; }; print_status 2>&1 || true"))
                .contains("has 3 MiB left; broker and database end when it is full: free some, then ./imprimatur up");
        assertThat(functions("open_home; disk_is_full || echo enough")).isEqualTo("enough\n");
    }

    @Test
    void aHomeThatCannotBeMadeIsSaidOnce() throws IOException {
        assertThat(bash(ScriptFunctions.PRELUDE + "(open_home) 2>&1 || true", Map.of("H", "/proc/nowhere/home")))
                .startsWith("✗ the home /proc/nowhere/home cannot be made or written by")
                .hasLineCount(1);
    }

    @Test
    void aCommandOfTheScriptTellsItsOwnOptions() {
        assertThat(script("up", "--help").output())
                .contains("up [--catalog DIR]", "--builders N ", "--engine PART=HOST ")
                .doesNotContain("rollback", "Exit codes", "demo");
        assertThat(script("demo", "--help").output()).contains("--keep, --stop", "--catalog DIR ");
        assertThat(script("env", "--help").output())
                .contains("env [--plain | --json]")
                .doesNotContain("status");
        assertThat(script("--help").output()).contains("rollback", "Exit codes");
        Script.Result mistyped = script("up", "--builder", "2");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.errors()).contains("unknown argument --builder; did you mean --builders?");
        assertThat(home.resolve("run")).doesNotExist();
    }

    @Test
    void aMistypedWordIsAnsweredByTheNearestOne() {
        assertThat(script("rebuid", "--all").errors()).contains("unknown command rebuid; did you mean rebuild?");
        assertThat(script("statsu").errors()).contains("unknown command statsu; did you mean status?");
        assertThat(script("--hme", "x", "up").errors()).contains("unknown option --hme; did you mean --home?");
        assertThat(script("demo", "--stopp").errors()).contains("unknown argument --stopp; did you mean --stop?");
        Script.Result unknown = script("xyz");
        assertThat(unknown.errors()).contains("unknown command xyz\n").doesNotContain("did you mean");
        assertThat(unknown.exitCode()).isEqualTo(2);
    }

    @Test
    void aSetUpThatBreaksOffSaysWhatStaysRunning() throws IOException {
        String setUp = "open_home; set_up_machine() { launch dockerd sleep 60; %s; };"
                + " (command_setup) 2>&1 || true; kill $(pid_of dockerd)";

        assertThat(functions(setUp.formatted("die 'port 5000 is taken'")))
                .contains("✗ port 5000 is taken")
                .contains("still running: dockerd; ./imprimatur down stops what this home has started");
        assertThat(functions("lock_home() { :; }; ensure_built() { :; }; ensure_class_data() { :; }; "
                        + setUp.formatted("true")))
                .as("one that ends well")
                .contains("✓ programs")
                .doesNotContain("still running");
    }

    @Test
    void whatEndedByItselfIsSaidWithWhatToDo() throws IOException {
        String end = "open_home; printf '999999999 1\\n' >\"$RUN_DIR/local-stack.pid\"; ";
        assertThat(functions(end + "print_status 2>&1 || true"))
                .contains("ended by themselves: local-stack; ./imprimatur up starts them again");
        Files.writeString(home.resolve("log/local-stack.log"), "java.io.IOException: No space left on device\n");
        assertThat(functions(end + "print_status 2>&1 || true"))
                .contains("broker and database ended when the disk of " + home + " was full");
        assertThat(functions(end + "say_why_it_ended local-stack 2>&1"))
                .contains("local-stack had ended: no space was left on the disk of " + home);
    }

    /** What the script's functions say, in this test's home. */
    private String functions(String commands) throws IOException {
        return ScriptFunctions.call(home, commands);
    }

    private String bash(String commands) throws IOException {
        return bash(commands, Map.of("H", home.toString()));
    }

    private static String bash(String commands, Map<String, String> environment) throws IOException {
        return ScriptFunctions.bash(commands, environment);
    }

    private static Script.Result script(Path home, String... command) {
        return new Script(home).run(LIMIT, command);
    }

    private Script.Result script(String... command) {
        return new Script(home).run(LIMIT, command);
    }
}
