package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.JwsgiException;

/**
 * The command line of this JVM, from which those of other JVMs of the instance are made: the same program, options and class
 * path, so that all use the same AOT archive.
 */
final class JvmCommand {
    private final List<String> untilJar;

    private JvmCommand(List<String> untilJar) {
        this.untilJar = untilJar;
    }

    /** Reads the command line of this process. */
    static JvmCommand ofProcess() {
        List<String> command = new ArrayList<>();
        try {
            String text = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            int start = 0;
            for (int end = text.indexOf(0, start); end >= 0; end = text.indexOf(0, start)) {
                command.add(new String(
                        text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                if (command.size() > 2 && command.get(command.size() - 2).equals("-jar")) {
                    return new JvmCommand(command);
                }
                start = end + 1;
            }
        } catch (IOException e) {
            return ofRuntime(); // a jail without /proc
        }
        throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "jwsgi must be started with its launcher, bin/jwsgi");
    }

    /** Asks the JVM, which takes longer than to read the command line. */
    private static JvmCommand ofRuntime() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-jar");
        command.add(System.getProperty("java.class.path"));
        return new JvmCommand(command);
    }

    /** Returns the program and the options of the JVM, without the jar. */
    List<String> options() {
        return untilJar.subList(0, untilJar.size() - 2);
    }

    /**
     * Returns the command of an instance that reads its configuration, without the launcher's script: in another root there
     * may be no shell.
     *
     * @param arguments the user's arguments
     */
    List<String> instance(List<String> arguments) {
        List<String> command = new ArrayList<>(untilJar);
        command.addAll(arguments);
        return command;
    }

    /**
     * Returns the command of a worker. It keeps the JVM's own signal handling, so that SIGQUIT prints a thread dump.
     *
     * @param options JVM options of the user
     */
    List<String> worker(List<String> options) {
        List<String> all = new ArrayList<>();
        all.add("-XX:+ExitOnOutOfMemoryError");
        all.addAll(options);
        List<String> command = with(all);
        command.remove("-Xrs");
        // The archive is trained by its master alone.
        command.removeIf(option -> option.startsWith("-XX:AOTCacheOutput="));
        command.add(Main.WORKER);
        return command;
    }

    /**
     * Returns the command of a sole process with other JVM options.
     *
     * @param marker what it goes on with
     * @param payload the descriptor on which it finds what was read already
     * @param arguments the user's arguments, which are only for people who list processes
     */
    List<String> sole(String marker, List<String> options, int payload, List<String> arguments) {
        List<String> command = with(options);
        command.add(marker);
        command.add(Integer.toString(payload));
        command.addAll(arguments);
        return command;
    }

    private List<String> with(List<String> options) {
        List<String> command = new ArrayList<>(untilJar);
        command.addAll(command.size() - 2, options);
        return command;
    }
}
