package org.jwsgi.plugins.masterfifo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.master.RecordingControl;

/** The table of commands. */
class FifoCommandsTest {
    private final RecordingControl control = new RecordingControl();
    private final RecordingLogger log = new RecordingLogger();
    private final FifoCommands commands = new FifoCommands(List.of(Path.of("/zero"), Path.of("/one")), control, log);

    @ParameterizedTest
    @CsvSource({
        "+, adjustWorkers 1",
        "-, adjustWorkers -1",
        "c, chainReload",
        "C, goCheap",
        "E, rescanVassals",
        "f, forkMaster",
        "l, reopenLog",
        "L, rotateLog",
        "p, togglePause",
        "P, rewritePidfiles",
        "q, stop true",
        "Q, stop false",
        "r, reload true",
        "R, reload false",
        "s, logCounters",
        "B, askForReinforcements",
        "w, reloadWorkers true",
        "W, reloadWorkers false",
    })
    void a_byte_is_an_order(char command, String order) {
        commands.obey(command);

        assertThat(control.orders()).containsExactly(order);
    }

    @Test
    void unknown_bytes_mean_nothing() {
        for (char c = 0; c < 256; c++) {
            if ("+-BcCEflLpPqQrRsSwW0123456789".indexOf(c) < 0) {
                commands.obey(c);
            }
        }

        assertThat(control.orders()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void digits_choose_the_slot_and_a_missing_one_is_the_first() {
        commands.obey('1');
        assertThat(commands.active()).isEqualTo(Path.of("/one"));
        commands.obey('7');
        assertThat(commands.active()).isEqualTo(Path.of("/zero"));
        assertThat(log.lines())
                .containsExactly("INFO active master fifo is now /one", "INFO active master fifo is now /zero");
    }

    @Test
    void what_has_no_subject_here_is_only_told() {
        "SS".chars().forEach(c -> commands.obey((char) c));

        assertThat(control.orders()).isEmpty();
        assertThat(log.lines()).containsExactly("INFO subscriptions blocked", "INFO subscriptions re-enabled");
    }

    @Test
    void there_are_ten_slots() {
        assertThat(new FifoOptions(Collections.nCopies(10, Path.of("/x"))).paths())
                .hasSize(10);
        assertThatThrownBy(() -> new FifoOptions(Collections.nCopies(11, Path.of("/x"))))
                .hasMessage("there can be at most 10 of master-fifo");
    }
}
