package org.jwsgi.kernel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.worker.SoleProcess;
import org.jwsgi.kernel.worker.SoleSetup;

/** A sole process for tests. */
public final class TestSoleMain {
    private TestSoleMain() {}

    public static void main(String[] arguments) throws IOException {
        TestOptions options = TestOptions.of(arguments);
        Path directory = Path.of(options.text("directory"));
        Scoreboard board = Scoreboard.ofProcess(1, 1, 4);
        SoleProcess process = SoleProcess.attach(new SoleSetup(
                options.processes(),
                options.pidfiles(),
                new InstanceInfo("0", "host", directory, directory, Processes.pid(), false, 1, 1, Map.of()),
                board,
                options.flag("uid")
                        ? Optional.of(new SoleSetup.Privileges(
                                new Identity(options.number("uid", 0), options.number("gid", 0), List.of(4)),
                                Optional.empty(),
                                false))
                        : Optional.empty(),
                new SoleSetup.Hooks(
                        () -> StdoutLogging.say("dropped"),
                        () -> StdoutLogging.say("vacuum"),
                        () -> StdoutLogging.say("accepts"),
                        List.of(),
                        Runtime.getRuntime()::halt),
                Optional.empty()));
        if (options.flag("uid")) {
            StdoutLogging.say("threads: " + identities());
        }
        process.appsLoaded(List.of(new ControlMessage.App(8, "/mounted", 0, "")));
        TestTraffic traffic = new TestTraffic(board.worker(1).core(0));
        if (options.flag("hang-in-app")) {
            StdoutLogging.say("hangs");
            Files.newBufferedReader(directory.resolve("hang")); // nobody ever opens the other end
        }
        traffic.obey(directory.resolve("worker1"), _ -> {});
        System.exit(process.serve(traffic));
    }

    /** Returns the different identities that this process' threads have. */
    private static String identities() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(TestSoleMain::identity).distinct().sorted().collect(Collectors.joining("; "));
        }
    }

    private static String identity(Path thread) {
        try {
            return Files.readAllLines(thread.resolve("status")).stream()
                    .filter(line -> line.startsWith("Uid:") || line.startsWith("Gid:") || line.startsWith("Groups:"))
                    .collect(Collectors.joining(" "))
                    .replace('\t', ',');
        } catch (IOException e) {
            return e.toString();
        }
    }
}
