package org.jwsgi.kernel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.master.InstanceView;
import org.jwsgi.kernel.master.ListenQueues;
import org.jwsgi.kernel.master.LogOrders;
import org.jwsgi.kernel.master.Master;
import org.jwsgi.kernel.master.MasterSetup;
import org.jwsgi.kernel.master.PoolRules;
import org.jwsgi.kernel.master.ServiceSource;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.Daemonizer;

/** A master for tests. A memory file stands for the listening socket. */
public final class TestMasterMain {
    private static final String LISTENER = "TEST_LISTENER";

    private TestMasterMain() {}

    public static void main(String[] arguments) throws IOException {
        TestOptions options = TestOptions.of(arguments);
        Map<String, String> environment = System.getenv();
        if (options.flag("daemonize") && !Daemonizer.isDaemon(environment)) {
            System.exit(Daemonizer.detach(launcher(arguments), environment));
        }
        // As the start does; workers are born there.
        options.processes().chdir().ifPresent(work -> Processes.chdir(work.toString()));
        try {
            System.exit(new Master(setup(options, arguments, environment)).run());
        } catch (JwsgiException e) {
            StdoutLogging.say("error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static MasterSetup setup(TestOptions options, String[] arguments, Map<String, String> environment) {
        int fd = environment.containsKey(LISTENER)
                ? Integer.parseInt(environment.get(LISTENER))
                : Memory.createWith("test-listener", "never closed".getBytes(StandardCharsets.UTF_8));
        StdoutLogging.say("listener " + fd + ": " + new String(Memory.contentOf(fd), StandardCharsets.UTF_8));
        Map<String, String> reloadEnvironment = new HashMap<>(environment);
        reloadEnvironment.put(LISTENER, Integer.toString(fd));
        Path directory = Path.of(options.text("directory"));
        Optional<Daemonizer> daemon = Daemonizer.inherited(environment);
        return new MasterSetup(
                options.processes(),
                options.pidfiles(),
                new InstanceInfo(
                        "0",
                        "host",
                        directory,
                        directory,
                        Processes.pid(),
                        true,
                        options.number("processes", 1),
                        options.number("threads", 1),
                        Map.of()),
                new MasterSetup.WorkerLaunch(
                        java(TestWorkerMain.class),
                        () -> Map.of("TEST_VARIABLE", "seen"),
                        String.join("\n", arguments).getBytes(StandardCharsets.UTF_8),
                        4),
                new PoolRules(options.cheaper(), () -> new Wish(directory.resolve("wish"))),
                List.of(new Listener(0, fd, "test", Listener.Family.TCP, 0, "http", false)),
                options.flag("uid")
                        ? Optional.of(new Identity(options.number("uid", 0), options.number("gid", 0), List.of(4)))
                        : Optional.empty(),
                new MasterSetup.Reload(
                        launcher(arguments),
                        reloadEnvironment,
                        Optional.empty(),
                        List.of(fd),
                        first -> launcher(arguments),
                        () -> StdoutLogging.say("sockets are shared"),
                        () -> Files.exists(directory.resolve("broken"))
                                ? Optional.of("the configuration is broken")
                                : Optional.empty(),
                        1 + Integer.parseInt(environment.getOrDefault("UWSGI_RELOADS", "-1"))),
                new MasterSetup.Hooks(
                        view -> List.of(new ServiceSource.Owned("asking", new Asking(view, options, directory))),
                        _ -> new ListenQueues.Depth(3, 100),
                        () -> List.of("master = true"),
                        () -> StdoutLogging.say("vacuum"),
                        () -> Sockets.shutdown(fd),
                        () -> {
                            StdoutLogging.say("all workers accept, uid " + uid());
                            daemon.ifPresent(Daemonizer::up);
                        },
                        new LogOrders() {
                            @Override
                            public void rotate() {
                                StdoutLogging.say("log rotates");
                            }

                            @Override
                            public void reopen() {
                                StdoutLogging.say("log reopens");
                            }
                        },
                        List.of(),
                        HookPhases.NONE,
                        "/bin/sh"));
    }

    /** A cheaper algorithm that follows a file, once. */
    private record Wish(Path file) implements CheaperAlgorithm {
        @Override
        public int adjust(PoolSnapshot pool) {
            try {
                if (!Files.exists(file)) {
                    return 0;
                }
                int wish = Integer.parseInt(Files.readString(file).strip());
                Files.delete(file);
                System.out.println("algorithm wants " + wish);
                return wish;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static String uid() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .findFirst()
                    .orElseThrow()
                    .replace('\t', ',');
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> launcher(String[] arguments) {
        List<String> command = new ArrayList<>(java(TestMasterMain.class));
        command.add(1, "-Xrs");
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java(Class<?> main) {
        return java(main, System.getProperty("java.class.path"));
    }

    /** Returns the command line of a small JVM. */
    static List<String> java(Class<?> main, String classPath) {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.provider=" + StdoutLogging.class.getName(),
                "-cp",
                classPath,
                main.getName());
    }

    /** Follows the orders of the named pipe {@code master}; unless it knows one, it prints a picture of the instance. */
    private record Asking(InstanceView view, TestOptions options, Path directory) implements MasterService {
        @Override
        public void start() {
            StdoutLogging.say("service starts");
            if (options.flag("service-fails")) {
                throw new ServiceException("cannot bind /x: no such file or directory", null);
            }
            view.contributeStats("asked", () -> "yes");
            view.background("asking", this::answer);
        }

        private void answer() {
            while (true) {
                try (BufferedReader lines = Files.newBufferedReader(directory.resolve("master"))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        obey(line);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }

        private void obey(String line) {
            if (line.equals("cheap")) {
                view.control().goCheap();
            } else if (line.startsWith("adjust ")) {
                view.control().adjustWorkers(Integer.parseInt(line.substring("adjust ".length())));
            } else {
                StdoutLogging.say(view.snapshot().toString());
            }
        }

        @Override
        public void close() {
            StdoutLogging.say("service closes");
        }
    }
}
