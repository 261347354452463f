package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Homes that are not as they should be: at odd paths, removed, without their catalogue, on a full disk, left by a
 * killed script.
 */
class OddHomesTest {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    /** The path up to the comma would be the storage of both. */
    @Test
    void theRegistriesOfAHomeStoreInItWhateverItsPath() throws IOException {
        for (String name : new String[] {"a, b", "a #1", "it's {one}", "a: b", "a\\b \"c\""}) {
            Path odd = Files.createDirectory(folder.resolve(name));

            String yaml = ScriptFunctions.call(odd, "use_home; registry_configuration staging 5001");

            assertThat(new YAMLMapper()
                            .readTree(yaml)
                            .at("/storage/filesystem/rootdirectory")
                            .asText())
                    .isEqualTo(odd + "/registry/staging");
        }
    }

    @Test
    void aPathThatProgramsTakeForTwoIsRefusedBeforeAnythingStarts() throws IOException {
        for (String name : new String[] {"a,b", "a:b"}) {
            Path odd = Files.createDirectory(folder.resolve(name));

            assertThat(ScriptFunctions.call(odd, "use_home; diagnose_disk stack"))
                    .startsWith("disk\tfailed\tthe path " + odd + " has a comma or a colon")
                    .contains("--home");
        }
    }

    @Test
    void aCatalogueIsFoundWhereItIsNamedWhateverTheShellLooksThrough() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere/catalog"));

        assertThat(ScriptFunctions.bash(
                        ScriptFunctions.PRELUDE + "parse_up_options --catalog catalog; echo \"$CATALOG\"",
                        Map.of("H", home.toString(), "CDPATH", folder.resolve("elsewhere") + ":.")))
                .isEqualTo(Script.ROOT.resolve("catalog") + "\n");
    }

    @Test
    void aSetUpAndTestsGoOnWithoutTheCatalogueOfTheHome() throws IOException {
        Path gone = folder.resolve("gone");
        Files.writeString(home.resolve("catalog.env"), "CATALOG=" + gone + "\n");
        String stubs =
                "set_up_machine() { :; }; ensure_built() { :; }; ensure_class_data() { DETAIL=\"on $CATALOG\"; };"
                        + " prepare_machine() { :; }; ensure_jdk() { :; }; ensure_maven() { :; }; ensure_npm() { :; }; ensure_kubectl() { :; };"
                        + " set_up_engine() { :; }; ensure_tests_built() { :; }; ensure_shells() { :; }; ensure_chromium() { :; };"
                        + " ensure_faketime() { :; }; ensure_documented_programs() { :; }; ensure_squid() { :; };"
                        + " end_what_tests_left() { :; }; run_tests() { echo tests; }; ";

        assertThat(call(stubs + "(command_setup) 2>&1"))
                .contains("! the catalogue of this home, " + gone + ", is gone: name another with up --catalog")
                .containsPattern("✓ class-data +on " + gone);
        assertThat(call(stubs + "(command_test) 2>&1"))
                .doesNotContain("is gone")
                .contains("tests\n");
        assertThat(home.resolve("catalog.env")).hasContent("CATALOG=" + gone);
    }

    /** What ran would have the ports of the registries, and would never be ended: pid files of the new home hide it. */
    @Test
    void whatAHomeStartedThatWasRemovedIsEndedByTheNextSetUpToo() throws IOException {
        String asleep = "perl -e 'sleep 60' -- -jar '" + home + "/programs/tester/quarkus-run.jar'";
        String ran = call("(exec -a java " + asleep + ") & left=$!; open_home; check_needs() { :; };"
                + " announce_packages() { :; }; ensure_curl() { :; };"
                + " ensure_jdk() { kill -0 \"$left\" 2>/dev/null && echo runs || echo ended; }; set_up_engine() { :; };"
                + " until [[ -n $(processes_of_home) ]]; do sleep 0.1; done;"
                + " set_up_machine 2>&1; kill \"$left\" 2>/dev/null || true");

        assertThat(ran).contains("ending what a home in " + home + " started").contains("ended\n");
    }

    /** The list of ports has those of the registries, which are part of the images' names. */
    @Test
    void aFullDiskTakesNoSettingThatWasRemembered() throws IOException {
        Path ports = Files.writeString(home.resolve("ports.env"), "production=15000\n");
        Files.createSymbolicLink(home.resolve("ports.env.new"), Path.of("/dev/full"));

        assertThat(call("open_home; (choose_port kafka && echo chosen) 2>&1 || echo ended"))
                .contains("✗ " + ports + " cannot be written: is there room on its disk?")
                .endsWith("ended\n");
        assertThat(ports).isRegularFile().hasContent("production=15000");
    }

    /** Between the start of a part and the note of its number. */
    @Test
    void aScriptThatIsKilledLeavesNothingThatNoOneKnowsOf() throws IOException {
        Path started = folder.resolve("started");
        call("open_home; bash -c \"$PRELUDE use_home;"
                + " eval \\\"its_\\$(declare -f start_time)\\\"; start_time() { kill -KILL \\$\\$; its_start_time \\\"\\$@\\\"; };"
                + " launch tester bash -c 'echo \\$\\$ >" + started + "; exec sleep 60'\" || true");

        assertThat(call("use_home; for ((i = 0; i < 100; i++)); do [[ -s " + started + " ]] && break; sleep 0.1; done;"
                        + " running tester && echo noted $(pid_of tester); kill $(<" + started + ")"))
                .isEqualTo("noted " + Files.readString(started));
    }

    /** As what root has brought up in a user's home. It would be waited for without an end. */
    @Test
    void whatAnotherUserRunsIsSaidAndNotWaitedFor() throws IOException {
        assertThat(
                        call(
                                "open_home; launch tester sleep 60; pid=$(pid_of tester); refused=0;"
                                        + " (kill() { ((++refused < 3)) || exit 9; return 1; }; stop 0 tester) 2>&1 || echo ended $?; kill $pid"))
                .contains("✗ tester (process ", ") is run by ", ", and cannot be stopped by ")
                .endsWith("ended 1\n");
    }

    /** The shell may name another engine, or one that is away, and the home may have another one by now. */
    @Test
    void downEndsRegistriesThatAreContainersOnTheEnginesOfTheHome() throws IOException {
        Path docker = Files.writeString(
                Files.createDirectory(folder.resolve("bin")).resolve("docker"),
                "#!/bin/sh\n[ \"$DOCKER_HOST\" != unix:///away.sock ] || exit 1\n"
                        + "case $1 in ps) echo of-$DOCKER_HOST ;; rm) echo \"$*\" >&2 ;; esac\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
        String machine = "PATH='" + docker.getParent() + "':$PATH; open_home; answers() { true; };"
                + " DOCKER_HOST=unix:///before.sock start_registry_container production 5000 2>/dev/null;"
                + " remember stack.env DOCKER_HOST 'unix:///my home.sock'; export DOCKER_HOST=unix:///away.sock;";

        assertThat(call(machine + " stop_registries 2>&1").lines())
                .containsExactlyInAnyOrder("rm -f of-unix:///my home.sock", "rm -f of-unix:///before.sock");
    }

    /** Both see that a number is free, and one of them takes it. */
    @Test
    void twoHomesThatMakeABridgeAtOnceGetOneEach() throws IOException {
        String machine = "use_home; remove_bridge() { :; }; forward_packets() { :; }; let_containers_out() { :; };"
                + " keep_containers_from_machine() { :; }; ip() { case $* in '-4 route') ;; *'link add'*)"
                + " echo add >>\"$H/added\"; (($(wc -l <\"$H/added\") > %s)) || { echo RTNETLINK answers: File exists >&2; return 2; } ;;"
                + " esac; }; (create_bridge && echo \"$BRIDGE\") 2>&1 || echo ended; ";

        assertThat(call(machine.formatted(1))).matches("impr[0-9]+\n");
        assertThat(call("rm \"$H/added\"; " + machine.formatted(1000)))
                .matches("✗ no bridge can be made .*: RTNETLINK answers: File exists\nended\n");
    }

    /** A variable may name any folder. */
    @Test
    void nothingElseOfTheFolderOfClassDataIsRemoved() throws IOException {
        Path named = Files.createDirectory(folder.resolve("class data"));
        Files.writeString(named.resolve("mine"), "mine");
        Files.writeString(named.resolve("tester.jsa"), "of the release before");

        call("open_home; IMPRIMATUR_CLASS_DATA='" + named + "'; JAVA_HOME=/none; start_local_stack() { :; };"
                + " start_services() { touch \"$(class_data)/console.jsa.new\"; }; export_environment() { :; }; cli() { :; };"
                + " ensure_class_data 2>/dev/null");

        assertThat(named.toFile().list()).containsExactlyInAnyOrder("mine", "console.jsa");
    }

    @Test
    void whatDoctorFindsIsJsonWhateverItHolds() throws IOException {
        String found = "a \\U \"b\" \\";
        String json = call("diagnoses() { diagnosis disk ok '" + found + "' '" + found + "'; }; command_doctor --json");

        assertThat(new ObjectMapper().readTree(json).path(0).path("found").asText())
                .isEqualTo(found);
        assertThat(new ObjectMapper().readTree(json).path(0).path("advice").asText())
                .isEqualTo(found);
    }

    private String call(String commands) throws IOException {
        return ScriptFunctions.call(home, commands);
    }
}
