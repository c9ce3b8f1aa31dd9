package org.jwsgi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes vassals that do what no vassal should, in the kinds that a host meets. */
final class AbusiveVassals {
    private static final String HALTING = app("Halting", "static { Runtime.getRuntime().halt(3); }", "");
    private static final String THROWING =
            app("Throwing", "static { if (true) throw new IllegalStateException(\"thrown on purpose\"); }", "");
    private static final String SHORT_LIVED = app("ShortLived", """
            static {
                    Thread end = new Thread(() -> {
                        try {
                            Thread.sleep(2000);
                        } catch (InterruptedException e) {
                        }
                        Runtime.getRuntime().halt(4);
                    });
                    end.setDaemon(true);
                    end.start();
                }
            """, "");
    private static final String ONE_REQUEST = app("OneRequest", "static final long BORN = System.nanoTime();", """
            new Thread(() -> {
                        try {
                            Thread.sleep(500);
                        } catch (InterruptedException e) {
                        }
                        Runtime.getRuntime().halt(5);
                    }).start();
            """);
    private static final String STUBBORN = app("Stubborn", """
            static {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        while (true) {
                            Thread.onSpinWait();
                            try {
                                Thread.sleep(1000);
                            } catch (InterruptedException e) {
                            }
                        }
                    }));
                }
            """, """
            while (env.get("PATH_INFO").equals("/hang")) {
                        try {
                            Thread.sleep(1000);
                        } catch (InterruptedException e) {
                        }
                    }
            """);

    /** A script of a program that hears nothing: neither signals nor its Emperor. */
    private static final String DEAF = "trap '' TERM INT HUP QUIT USR1; while :; do sleep 1000; done";

    private final Path folder;
    private final Path apps;

    /**
     * Prepares.
     *
     * @param folder where the Emperor looks
     * @param apps where compiled apps go
     */
    AbusiveVassals(Path folder, Path apps) {
        this.folder = folder;
        this.apps = apps;
    }

    private static String app(String name, String members, String onRequest) {
        return "import java.util.HashMap;\n\npublic class " + name + " {\n    " + members
                + "\n    public static Object[] application(HashMap<String, Object> env) {\n        " + onRequest
                + "\n        return new Object[] {200, new HashMap<String, Object>(), \"" + BenchApp.GREETING
                + "\"};\n    }\n}\n";
    }

    void compile() throws IOException, InterruptedException {
        BenchApp.compile(apps, BenchApp.HELLO, HALTING, THROWING, SHORT_LIVED, ONE_REQUEST, STUBBORN);
    }

    /** Returns the configuration of an app. */
    String config(String app, int port, String... more) {
        return "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njvm-classpath = " + apps + "\njwsgi = " + app
                + "\ndisable-logging = true\n" + String.join("\n", more) + "\n";
    }

    /** Puts a configuration in place at once, with all its text. */
    void put(String name, String text) throws IOException {
        put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] text) throws IOException {
        Path draft = Files.write(folder.resolve(name + ".draft"), text);
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a vassal that crashes as soon as it runs. */
    void crashing(int number) throws IOException {
        String text = switch (number % 5) {
            case 0 -> config("Halting", 0);
            case 1 -> config("Throwing", 0, "need-app = true");
            case 2 -> "[uwsgi]\nunprivileged-binary-patch = /bin/false\n";
            case 3 -> "[uwsgi]\nunprivileged-binary-patch-arg = kill -SEGV $$\n";
            default -> config("Halting", 0, "master = true", "processes = 2");
        };
        put("crash" + number + ".ini", text);
    }

    /** Tells whether a crashing vassal is a master that starts its workers again, so that the Emperor has nothing to do. */
    static boolean survivesItsCrashes(int number) {
        return number % 5 == 4;
    }

    /** Writes a vassal whose configuration is no good. */
    void broken(int number, int takenPort) throws IOException {
        String name = "broken" + number + ".ini";
        if (number % 10 == 0) {
            put(name, new byte[] {0, (byte) 0xff, '[', 1, 2, '=', '\n', (byte) 0xfe, 0, ']', '='});
            return;
        }
        String text = switch (number % 10) {
            case 1 -> "";
            case 2 -> config("Hello", 0, "need-plugin = there-is-none");
            case 3 -> config("Hello", 0, "include = /nowhere/at/all.ini");
            case 4 -> config("NoSuchApp", 0, "need-app = true");
            case 5 -> config("Hello", 0, "http-socket = 999.999.1.1:99999");
            case 6 -> config("Hello", 0, "threads = many");
            case 7 -> config("Hello", 0, "chdir = /nowhere/at/all");
            case 8 -> config("Hello", 0, "uid = nobody-of-this-name");
            default -> config("Hello", takenPort);
        };
        put(name, text);
    }

    /** Writes a vassal that comes and goes, or whose configuration does. */
    void flapping(int number, int port) throws IOException {
        String text = switch (number % 5) {
            case 0 -> config("ShortLived", port);
            case 1 -> "[uwsgi]\nunprivileged-binary-patch-arg = sleep 2\n";
            case 2, 3 -> config("Hello", port);
            default -> config("OneRequest", port);
        };
        put(flappingName(number), text);
    }

    static String flappingName(int number) {
        return "flap" + number + ".ini";
    }

    /** Writes a vassal that does not end when told to. */
    void stubborn(int number, int port) throws IOException {
        String text = switch (number % 5) {
            case 0 -> "[uwsgi]\nunprivileged-binary-patch-arg = " + DEAF + "\n";
            case 1, 2 -> config("Stubborn", port);
            case 3 -> config("Hello", port);
            default ->
                config("Stubborn", port, "master = true", "processes = 2", "attach-daemon = sh -c \"" + DEAF + "\"");
        };
        put(stubbornName(number), text);
    }

    static String stubbornName(int number) {
        return "stubborn" + number + ".ini";
    }

    /** What each kind of a group is, for the report. */
    static List<String> stubbornKinds() {
        return List.of(
                "a program that ignores signals and its pipe",
                "a jwsgi vassal whose shutdown hook never ends",
                "the same with a request that never ends",
                "a jwsgi vassal that was suspended (SIGSTOP)",
                "a master, 2 workers of that kind, a daemon that ignores signals");
    }
}
