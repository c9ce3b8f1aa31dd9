package org.jwsgi.api.hook;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process in which hooks run: remembers what they did and gives the answers that a test has prepared. */
public final class FakeHookContext implements HookContext {
    /** What hooks printed. */
    public final List<String> printed = new ArrayList<>();

    /** What hooks did to the process and the machine, one text for each. */
    public final List<String> calls = new ArrayList<>();

    /** The exit codes of the next shell commands; 0 when there are no more. */
    public final Deque<Integer> exitCodes = new ArrayDeque<>();

    /** The results of C functions; others do not exist. */
    public final Map<String, Integer> symbols = new HashMap<>();

    /** The named pipes that somebody reads. */
    public final Set<String> readFifos = new HashSet<>();

    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path directory;

    /** Tells a test that a hook ended the process. */
    public static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** The exit code. */
        public final int code;

        Ended(int code) {
            super("ended with " + code);
            this.code = code;
        }
    }

    /** Creates a process with a working directory. */
    public FakeHookContext(Path directory) {
        this.directory = directory;
    }

    @Override
    public String phase() {
        return "test";
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void changeDirectory(String name) {
        directory = resolve(name);
    }

    @Override
    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    @Override
    public void setVariable(String name, String value) {
        environment.put(name, value);
    }

    @Override
    public int shell(String command) {
        calls.add("shell " + command);
        Integer code = exitCodes.poll();
        return code == null ? 0 : code;
    }

    @Override
    public void exit(int code) {
        throw new Ended(code);
    }

    @Override
    public HostCalls host() {
        return new Host();
    }

    private final class Host implements HostCalls {
        @Override
        public void mount(String type, String source, String target, long flags, @Nullable String data) {
            calls.add("mount " + type + ' ' + source + ' ' + target + ' ' + flags + ' ' + data);
        }

        @Override
        public void unmount(String target, int flags) {
            calls.add("unmount " + target + ' ' + flags);
        }

        @Override
        public void setHostname(String name) {
            calls.add("hostname " + name);
        }

        @Override
        public boolean writeFifo(String path, byte[] bytes) {
            calls.add("fifo " + path + ' ' + new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
            return readFifos.contains(path);
        }

        @Override
        public int call(String symbol) {
            return result(symbol, "");
        }

        @Override
        public int call(String symbol, String argument) {
            return result(symbol, " \"" + argument + '"');
        }

        @Override
        public int call(String symbol, int argument) {
            return result(symbol, " " + argument);
        }

        @Override
        public void handleSignal(int signal, String symbol) {
            calls.add("signal " + signal + ' ' + symbol);
        }

        private int result(String symbol, String argument) {
            Integer result = symbols.get(symbol);
            if (result == null) {
                throw new HookException("unable to call function \"" + symbol + '"');
            }
            calls.add("call " + symbol + argument);
            return result;
        }
    }
}
