package org.jwsgi.kernel.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.supervise.ChildDescriptors;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.worker.WorkerLife;
import org.jwsgi.kernel.worker.WorkerSeat;

/** A worker for tests. Its configuration comes through the payload, its number as the argument. */
public final class TestWorkerMain {
    private TestWorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        String[] payload = new String(WorkerLife.payload(), StandardCharsets.UTF_8).split("\n");
        TestOptions options = TestOptions.of(payload);
        int id = Integer.parseInt(arguments[0]);
        Path directory = Path.of(options.text("directory"));
        if (options.flag("describe")) {
            describe(id);
        }
        if (options.flag("exit-at-start")) {
            System.exit(options.number("exit-at-start", 0));
        }
        WorkerLife life = WorkerLife.attach(new WorkerSeat(id, options.processes(), 4, Runtime.getRuntime()::halt));
        life.appsLoaded(List.of(new ControlMessage.App(8, "/mounted", 0, "")));
        TestTraffic traffic = new TestTraffic(life.scoreboard().worker(id).core(0));
        traffic.obey(directory.resolve("worker" + id), line -> {
            if (line.startsWith("exit ")) {
                Runtime.getRuntime().halt(Integer.parseInt(line.substring(5)));
            }
            if (line.equals("leave")) {
                life.leave(ExitCode.OK);
            }
        });
        System.exit(life.serve(traffic));
    }

    private static void describe(int id) throws IOException {
        StringBuilder line =
                new StringBuilder("worker " + id + ": cwd=" + Path.of("").toAbsolutePath());
        for (String status : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (status.startsWith("Uid:")
                    || status.startsWith("Gid:")
                    || status.startsWith("Groups:")
                    || status.startsWith("SigBlk:")
                    || status.startsWith("Umask:")) {
                line.append(' ').append(status.replace('\t', ','));
            }
        }
        for (int fd = 3; fd <= 6; fd++) {
            line.append(" fd").append(fd).append('=').append(Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)));
        }
        line.append(" control-is-open=").append(Descriptors.isOpen(ChildDescriptors.CONTROL));
        line.append(" variable=").append(System.getenv("TEST_VARIABLE"));
        StdoutLogging.say(line.toString());
    }
}
