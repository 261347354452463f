package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                + " IMPRIMATUR_INSTALLATION=%s; check_machine() { echo \"${DOCKER_HOST-} ${IMPRIMATUR_REGISTRY-}"
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
        assertThat(started("IMPRIMATUR_REGISTRY=elsewhere")).isEqualTo("renderer publisher");
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
