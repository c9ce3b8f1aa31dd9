package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jwsgi.plugins.emperor.TestEmpire.vassal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.Mailbox;
import org.jwsgi.api.supervisor.ProcessSignal;
import org.jwsgi.api.supervisor.SupervisorException;

final class CommandSocketTest {
    private static final String PATH = "/run/commands";

    private final Settings settings = new Settings();

    CommandSocketTest() {
        settings.commandSocket = Optional.of(PATH);
    }

    /** Returns a letter with a header that says nothing true. */
    private static byte[] letter(String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {99, 1, 2, 3});
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            out.write(bytes.length);
            out.write(bytes.length >> 8);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static void tell(TestEmpire empire, String... texts) {
        empire.context().lines().post(PATH, letter(texts));
    }

    @Test
    void a_vassal_waits_for_the_command_unless_it_is_excepted() {
        settings.waitForCommand = true;
        settings.waitingNot.add("free.ini");
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"), vassal("free.ini"))) {
            assertThat(empire.programs()).hasSize(1);
            assertThat(empire.facts("a.ini")).containsEntry("pid", -1).containsEntry("suspended", 1);
            assertThat(empire.facts("free.ini")).containsEntry("suspended", 0);
            assertThat(empire.logged("a.ini -> \"wait-for-command\" instance detected, waiting for the spawn command"))
                    .isTrue();
            empire.publish(VassalSpec.of("a.ini", TestEmpire.BORN.plusSeconds(1))
                    .ownedBy(1000, 1000)
                    .withConfig("[uwsgi]\n"));
            assertThat(empire.programs()).hasSize(1);
            empire.tick();
            tell(empire, "cmd", "spawn", "vassal", "a.ini");
            assertThat(empire.programs()).hasSize(2);
            assertThat(empire.facts("a.ini")).containsEntry("suspended", 0).containsEntry("pid", 1002);
            assertThat(empire.programs().get(1).spec().commands().getFirst()).endsWith("emperor://a.ini");
            tell(empire, "cmd", "spawn", "vassal", "a.ini");
            assertThat(empire.logged("spawn: vassal a.ini does not wait for a command"))
                    .isTrue();
            assertThat(empire.programs()).hasSize(2);
        }
    }

    @Test
    void a_vassal_on_demand_listens_only_after_the_command() {
        settings.waitForCommand = true;
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini").onDemand("/run/a.sock"))) {
            assertThatThrownBy(() -> empire.context().lines().socket("/run/a.sock"))
                    .isInstanceOf(AssertionError.class);
            tell(empire, "cmd", "spawn", "vassal", "a.ini");
            empire.context().lines().socket("/run/a.sock").connect();
            assertThat(empire.programs()).hasSize(1);
        }
    }

    @Test
    void a_stopped_vassal_comes_back_and_waits_again() {
        settings.waitForCommand = true;
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            tell(empire, "command", "spawn", "vassal", "a.ini");
            tell(empire, "command", "stop", "vassal", "a.ini");
            assertThat(empire.told(0)).containsExactly(0);
            empire.programs().getFirst().exit(0);
            empire.context().runPosted();
            assertThat(empire.facts("a.ini")).containsEntry("suspended", 1);
            assertThat(empire.programs()).hasSize(1);
        }
    }

    @Test
    void the_service_manager_knows_how_many_there_are() {
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"), vassal("b.ini"))) {
            assertThat(empire.context().statuses()).endsWith("The Emperor is governing 2 vassals");
            empire.publish(vassal("c.ini"));
            empire.tick();
            empire.emperor().signalled(ProcessSignal.TERM);
            empire.programs().forEach(program -> program.exit(0));
            empire.context().runPosted();
            assertThat(empire.context().statuses())
                    .endsWith(
                            "The Emperor is governing 3 vassals",
                            "The Emperor is governing 2 vassals",
                            "The Emperor is governing 1 vassals",
                            "The Emperor is governing 0 vassals",
                            "The Emperor is buried.");
        }
    }

    @Test
    void respawn_reloads_who_runs() {
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            assertThat(empire.facts("a.ini")).doesNotContainKey("suspended");
            tell(empire, "cmd", "respawn", "vassal", "a.ini");
            assertThat(empire.told(0)).containsExactly(1);
            tell(empire, "cmd", "stop", "vassal", "a.ini");
            tell(empire, "cmd", "respawn", "vassal", "a.ini");
            assertThat(empire.told(0)).containsExactly(1, 0);
            assertThat(empire.logged("respawn: vassal a.ini does not run")).isTrue();
        }
    }

    @Test
    void a_message_stays_on_its_line() {
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            tell(empire, "cmd", "log", "vassal", "a.ini", "msg", "hello\n[emperor] removed all\u001b[2J");
            tell(empire, "cmd", "log", "msg", "Grüße");
            assertThat(empire.logged("[emperor] message for vassal a.ini: hello?[emperor] removed all?[2J"))
                    .isTrue();
            assertThat(empire.logged("[emperor] message for vassal -: Grüße")).isTrue();
        }
    }

    @Test
    void what_cannot_be_obeyed_is_named_and_harms_nobody() {
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            tell(empire, "cmd", "explode");
            tell(empire, "cmd", "spawn");
            tell(empire, "cmd", "stop", "vassal", "b\n.ini");
            tell(empire, "cmd", "log");
            tell(empire, "vassal", "a.ini");
            empire.context().lines().post(PATH, new byte[0]);
            empire.context().lines().post(PATH, new byte[] {0, 0, 0, 0, 1});
            empire.context().lines().post(PATH, new byte[] {0, 0, 0, 0, -1, -1, 'c'});
            empire.context().lines().post(PATH, new byte[Mailbox.MAX_LETTER + 1]);
            for (String reason : List.of(
                    "there is no command \"explode\"",
                    "spawn needs a vassal",
                    "stop: there is no vassal \"b?.ini\"",
                    "log needs a msg",
                    "it has neither cmd nor command",
                    "it has no header",
                    "it ends within a length",
                    "it ends within a text: 65535 bytes are announced, 1 are there",
                    "it is longer than 65539 bytes")) {
                assertThat(empire.logged("[emperor] cannot obey a command: " + reason))
                        .as(reason)
                        .isTrue();
            }
            byte[] whole = letter("cmd", "stop", "vassal", "a.ini");
            for (int length = 0; length < whole.length; length++) {
                empire.context().lines().post(PATH, Arrays.copyOf(whole, length));
            }
            assertThat(empire.facts("a.ini")).containsEntry("pid", 1001);
            assertThat(empire.told(0)).isEmpty();
        }
    }

    @Test
    void a_socket_that_cannot_be_bound_prevents_the_start() {
        settings.commandSocket = Optional.of("/refused/commands");
        assertThatThrownBy(() -> new TestEmpire(settings))
                .isInstanceOf(SupervisorException.class)
                .hasMessage("cannot bind /refused/commands: permission denied");
    }

    @Test
    void nobody_waits_for_what_cannot_come() {
        assertThatThrownBy(() -> new CommandOptions(Optional.empty(), true, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("emperor-wait-for-command needs emperor-command-socket");
    }
}
