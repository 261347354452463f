package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./imprimatur up} takes over from before, and what it does not. */
class UpAgainTest {
    /** Until then its environment is that of the script. */
    private static final String UNTIL_STARTED =
            " until grep -qzx -e %2$s /proc/$(pid_of %1$s)/environ; do sleep 0.05; done; ";

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    /** As after {@code eval "$(./imprimatur env)"}. */
    @Test
    void whatTheEnvironmentOfAnotherHomeNamesIsNotTaken() throws IOException {
        String environment = "export DOCKER_HOST=tcp://a IMPRIMATUR_REGISTRY=b IMPRIMATUR_STAGING=c"
                + " IMPRIMATUR_INSTALLATION=%s; check_needs() { echo \"${DOCKER_HOST-} ${IMPRIMATUR_REGISTRY-}"
                + " ${IMPRIMATUR_STAGING-}.\"; exit; }; ";

        for (String command : new String[] {"command_setup", "bring_up", "command_test"}) {
            assertThat(call(environment.formatted("imprimatur-another") + "(" + command + ") 2>&1"))
                    .as(command)
                    .contains("addresses of another home, imprimatur-another (./imprimatur env)")
                    .endsWith("\n  .\n");
            assertThat(call(environment.formatted("$HOME_TAG") + "(" + command + ") 2>&1"))
                    .as(command)
                    .doesNotContain("another home")
                    .endsWith("tcp://a b c.\n");
            assertThat(call(environment.formatted("") + "(" + command + ") 2>&1"))
                    .as("registries of the user's own, %s", command)
                    .endsWith("tcp://a b c.\n");
        }
    }

    @Test
    void theEngineOfAPartStaysUntilItIsTakenBack() throws IOException {
        String settle = "; open_home; remember_engines; service_settings tester tester 1 | grep ENGINE_HOST";
        String others = "DOCKER_HOST=unix:///run/docker.sock CATALOG=c IMPRIMATUR_STAGING=localhost:1; ";

        assertThat(call(others + "parse_up_options --engine tester=unix:///run/two.sock" + settle))
                .isEqualTo("IMPRIMATUR_ENGINE_HOST=unix:///run/two.sock\n");
        assertThat(call(others + "parse_up_options" + settle)).contains("two.sock");
        assertThat(call(others + "parse_up_options --engine tester=" + settle))
                .isEqualTo("IMPRIMATUR_ENGINE_HOST=unix:///run/docker.sock\n");
        assertThat(call("(parse_up_options --engine tester=two.sock) 2>&1 || true"))
                .contains("--engine needs a part and an engine's address");
    }

    @Test
    void whatItWasGivenCountsInAnotherShellUntilSomethingElseIsGiven() throws IOException {
        assertThat(up("export DOCKER_HOST=tcp://e IMPRIMATUR_REGISTRY=localhost:7 IMPRIMATUR_MIRRORS=a=b"))
                .isEqualTo("tcp://e localhost:7 a=b.\n");
        assertThat(up(""))
                .isEqualTo("  as an earlier up was given: DOCKER_HOST, IMPRIMATUR_REGISTRY, IMPRIMATUR_MIRRORS."
                        + " NAME= ./imprimatur up ends that for one of them\ntcp://e localhost:7 a=b.\n");
        assertThat(up("export IMPRIMATUR_REGISTRY=other")).endsWith("\ntcp://e other a=b.\n");
        assertThat(up("engine_answers() { false; }"))
                .contains("nothing answers at tcp://e, the engine that an earlier up was given in DOCKER_HOST")
                .endsWith("\n other a=b.\n");
        assertThat(up("")).endsWith("\ntcp://e other a=b.\n");
        assertThat(up("address_answers() { false; }"))
                .contains("✗ no registry answers at IMPRIMATUR_REGISTRY=other")
                .contains("IMPRIMATUR_REGISTRY= ./imprimatur up");
        assertThat(home.resolve("given.env"))
                .satisfies(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));

        assertThat(up("export DOCKER_HOST= IMPRIMATUR_REGISTRY= IMPRIMATUR_MIRRORS="))
                .isEqualTo(" localhost:5000 .\n");
        assertThat(up("")).as("it has registries of its own again").isEqualTo(" localhost:5000 .\n");
    }

    @Test
    void theEnvironmentOfAHomeIsNoChoiceAndOfAReleaseBeforeItsRegistriesStay() throws IOException {
        assertThat(up("export IMPRIMATUR_REGISTRY=registry.corp")).isEqualTo(" registry.corp .\n");
        assertThat(up("rm $HOME_DIR/given.env")).endsWith("\n registry.corp .\n");
        assertThat(home.resolve("given.env")).hasContent("IMPRIMATUR_REGISTRY=registry.corp");

        assertThat(up("export IMPRIMATUR_REGISTRY=")).isEqualTo(" localhost:5000 .\n");
        assertThat(up("export IMPRIMATUR_REGISTRY=localhost:5000 IMPRIMATUR_INSTALLATION=$HOME_TAG"))
                .isEqualTo(" localhost:5000 .\n");
        assertThat(up("remember ports.env production 5001")).isEqualTo(" localhost:5001 .\n");
    }

    @Test
    void aRegistryOfTheUsersOwnThatAnotherHomeHasIsSaidUnlessThisOneHasItToo() throws IOException {
        String another = "export IMPRIMATUR_INSTALLATION=imprimatur-another IMPRIMATUR_STAGING=localhost:5001"
                + " IMPRIMATUR_REGISTRY=registry.corp";
        assertThat(up(another))
                .contains("name them in another shell: IMPRIMATUR_REGISTRY=registry.corp ./imprimatur up\n")
                .endsWith("\n localhost:5000 .\n");
        assertThat(up("export IMPRIMATUR_REGISTRY=registry.corp")).isEqualTo(" registry.corp .\n");
        assertThat(up(another)).doesNotContain("name them").endsWith("\n registry.corp .\n");
    }

    @Test
    void whatRunsStartsAgainWithSettingsThatHaveChangedAndOnlyThen() throws IOException {
        assertThat(started("")).as("a first time").isEqualTo("renderer tester publisher console builder-1");
        assertThat(started("")).as("nothing has changed").isEmpty();
        assertThat(started("remember ports.env kafka-users 61"))
                .isEqualTo("renderer tester publisher console builder-1");
        assertThat(started("remember ports.env postgres 62")).isEqualTo("renderer tester publisher console builder-1");
        assertThat(started("remember ports.env tester 63")).isEqualTo("tester console");
        assertThat(started("remember ports.env publisher 64")).isEqualTo("renderer publisher console");
        assertThat(started("ENGINES=(builder-1=tcp://elsewhere:2375)")).isEqualTo("builder-1");
        assertThat(started("")).as("the engine stays").isEmpty();
        assertThat(started("IMPRIMATUR_REGISTRY=elsewhere")).isEqualTo("publisher");
        assertThat(started("IMPRIMATUR_REGISTRY=elsewhere CATALOG=/another")).isEqualTo("renderer");
        call("stop 10 $(started_services)");
    }

    @Test
    void whatIsStartedAgainIsSaidWithTheSettingsButNotTheirValues() throws IOException {
        assertThat(call("launch tester env A=1 B=2 C=3 sleep 60; " + UNTIL_STARTED.formatted("tester", "C=3")
                        + "service_settings() { printf '%s\\n' A=1 B=3 D=4; };"
                        + " stop_services_with_other_settings tester console 2>&1; running tester || echo stopped"))
                .isEqualTo("  tester starts again with other settings: B, D\nstopped\n");
    }

    @Test
    void asManyBuildersRunAsBeforeUnlessAnotherNumberIsAskedFor() throws IOException {
        String up = "BUILDERS=; parse_up_options %s; settle_builders";
        assertThat(started(up.formatted(""))).endsWith(" console builder-1");
        assertThat(started(up.formatted("--builders 3"))).isEqualTo("console builder-2 builder-3");
        assertThat(started("stop 10 builder-3 2>&1; echo 1 1 >$RUN_DIR/builder-3.pid; " + up.formatted("")))
                .as("one has ended")
                .isEqualTo("builder-3");
        assertThat(started("rm $HOME_DIR/builders.env; stop 10 builder-1; " + up.formatted("")))
                .as("of a release before that was remembered")
                .isEqualTo("builder-1");
        assertThat(started(up.formatted("--builders 1"))).isEqualTo("console");
        assertThat(call("started_services | grep builder; stop 10 $(started_services)"))
                .isEqualTo("builder-1\n");
        assertThat(started(up.formatted(""))).as("after a down").endsWith(" console builder-1");
        assertThat(call("stop 10 $(started_services)")).isEmpty();
    }

    @Test
    void servicesLogInToTheDatabaseWithAPasswordThatTheirHomeAloneHas() throws IOException {
        String login = "cat \"$HOME_DIR/database/services.properties\"";
        String made = call("make_database_login; " + login);

        assertThat(made).containsPattern("(?m)^quarkus.datasource.password=[0-9a-f]{64}$");
        assertThat(call("make_database_login; " + login + "; stat -c '%a' \"$HOME_DIR\"/database/*"))
                .isEqualTo(made + "600\n");
        assertThat(call("DOCKER_HOST=e IMPRIMATUR_STAGING=s; service_settings tester tester 1"))
                .contains("kafka/tester/kafka.properties," + home + "/database/services.properties\n")
                .doesNotContain("PASSWORD", made.strip().substring(made.strip().length() - 64));
        assertThat(call("rm -r \"$HOME_DIR/database\"; make_database_login; " + login))
                .isNotEqualTo(made);
    }

    @Test
    void aDatabaseThatDoesNotKnowTheLoginYetStartsAgainAfterWhatUsesIt() throws IOException {
        String up = " make_database_login; stop_parts_without_logins 2>/dev/null; running_parts tester local-stack; ";

        String launch = "make_database_login; touch -d '1 minute ago' \"$HOME_DIR\"/database/*; launch tester sleep 60;"
                + " launch local-stack bash -c 'sleep 60; :' x --users %1$s;"
                + UNTIL_STARTED.formatted("local-stack", "%1$s").replace("environ", "cmdline");

        assertThat(call(launch.formatted("--services-login") + up)).isEqualTo("tester\nlocal-stack\n");
        assertThat(call("rm -r \"$HOME_DIR/database\";" + up)).isEmpty();
        assertThat(call(launch.formatted("--no-login-of-services") + up))
                .as("with a login that is older than it, and that it was not given")
                .isEmpty();
        assertThat(call("launch local-stack sleep 60;"
                        + UNTIL_STARTED.formatted("local-stack", "60").replace("environ", "cmdline") + up))
                .as("before Kafka had users")
                .isEmpty();
    }

    /** Engine, registry and mirrors of an up, after these commands, on a machine where all of them answer. */
    private String up(String before) throws IOException {
        return call(
                "unset DOCKER_HOST IMPRIMATUR_{REGISTRY,STAGING,MIRRORS}; answers() { true; }; engine_answers() { true; };"
                        + " choose_port() { PORT=$(recall ports.env $1); PORT=${PORT:-5000}; remember ports.env $1 $PORT; };"
                        + " registry_container_runs() { false; }; step() { :; };"
                        + " set_up_machine() { ensure_registry production IMPRIMATUR_REGISTRY; }; " + before
                        + "\n (bring_up; echo \"${DOCKER_HOST-} $IMPRIMATUR_REGISTRY ${IMPRIMATUR_MIRRORS-}.\") 2>&1 & wait $! || true");
    }

    /** Which services an up starts, after these commands, on a machine where nothing else runs. */
    private String started(String before) throws IOException {
        return call("DOCKER_HOST=unix:///engine IMPRIMATUR_REGISTRY=r IMPRIMATUR_STAGING=s CATALOG=/catalog;"
                        + " choose_port() { [[ -n $(recall ports.env $1) ]] || remember ports.env $1 5${#1}; };"
                        + " start_service() { local settings; mapfile -t settings < <(service_settings $1 ${1%-*}"
                        + " $(recall ports.env $1)); echo $1; launch $1 env \"${settings[@]}\" sleep 60;"
                        + UNTIL_STARTED.formatted("$1", "QUARKUS_HTTP_HOST=127.0.0.1")
                        + "}; await_services() { :; }; " + before + "\n start_services")
                .strip()
                .replace('\n', ' ');
    }

    private String call(String commands) throws IOException {
        return ScriptFunctions.call(home, "open_home; " + commands);
    }
}
