package org.jwsgi.kernel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.testing.Instance;
import org.jwsgi.kernel.testing.TestSoleMain;

@Timeout(120)
class SoleProcessTest {
    @TempDir
    Path directory;

    private Instance start(String... options) throws IOException {
        return Instance.start(TestSoleMain.class, directory, options);
    }

    @ParameterizedTest
    @CsvSource({"INT, 30", "TERM, 30", "HUP, 17"})
    void ends_with_uwsgis_codes(String signal, int code) throws Exception {
        try (Instance instance = start("pidfile=a", "safe-pidfile=b", "vacuum=1")) {
            instance.await("spawned jwsgi worker 1 (and the only) (pid: " + instance.pid() + ", cores: 1)");
            instance.await("accepts");
            assertThat(directory.resolve("a")).hasContent(instance.pid() + "\n");
            instance.signal(signal);
            instance.await("VACUUM: pidfile removed.");
            instance.await("VACUUM: safe pidfile removed.");
            instance.await("vacuum");
            assertThat(instance.end()).isEqualTo(code);
        }
    }

    @Test
    void sigquit_kills_it() throws Exception {
        try (Instance instance = start()) {
            instance.await("accepts");
            instance.signal("QUIT");
            assertThat(instance.end()).isEqualTo(128 + 3);
        }
    }

    @Test
    void sighup_lets_requests_finish() throws Exception {
        try (Instance instance = start()) {
            instance.await("accepts");
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.signal("HUP");
            instance.await("traffic drains");
            instance.order("worker1", "free");
            assertThat(instance.end()).isEqualTo(17);
        }
    }

    @Test
    void sigint_ends_it_while_an_app_loads() throws Exception {
        try (Instance instance = start("hang-in-app=1", "pidfile=a", "vacuum=1")) {
            instance.await("hangs");
            instance.signal("INT");
            instance.await("VACUUM: pidfile removed.");
            assertThat(instance.end()).isEqualTo(30);
        }
    }

    @Test
    void every_thread_gives_up_its_privileges() throws Exception {
        assumeThat(Credentials.uid()).as("only root may become somebody else").isZero();
        try (Instance instance = Instance.startForAll(TestSoleMain.class, directory, "uid=65534", "gid=65533")) {
            assertThat(instance.await("threads: "))
                    .isEqualTo("threads: Uid:,65534,65534,65534,65534 Gid:,65533,65533,65533,65533 Groups:,4 ");
        }
    }
}
