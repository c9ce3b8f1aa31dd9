package org.jwsgi.kernel.config;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.command.Peer;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the options do that act while the configuration is collected. Main thread only. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
    private static final int BUFFER_BYTES = 8192;

    private final LoadState state;
    private final Collector collector;
    private final ConfigFiles files;

    Commands(LoadState state, Collector collector, ConfigFiles files) {
        this.state = state;
        this.collector = collector;
        this.files = files;
    }

    /** Reads a file when the option is one that names a file of some format; returns whether it is. */
    boolean readIfFormat(Entry entry) {
        Optional<ConfigFormatProvider> format = state.plugins.formatForOption(entry.key);
        if (format.isEmpty()) {
            return false;
        }
        state.formatOptions.add(entry.key);
        files.read(format.get(), entry.value == null ? "" : entry.value, entry, collector);
        return true;
    }

    /** Runs an option that acts at collection time; returns whether it is one. */
    boolean runAtOnce(String name, Entry entry, String value) {
        switch (name) {
            case "ini" -> files.readIni(value, entry, collector);
            case "config" -> files.readByPluginFormat(value, entry, collector);
            case "include" -> files.readBySuffix(value, entry, collector);
            case "set" -> set(entry, value, false);
            case "set-placeholder" -> set(entry, value, true);
            case "resolve" -> resolve(entry, value);
            case "fallback-config" -> state.fallback = Optional.of(value);
            case "strict" -> state.strict = ValueReader.flag(entry.value);
            case "autoload" -> state.autoload = ValueReader.flag(entry.value);
            case "plugin" -> plugins(entry, value, false);
            case "need-plugin" -> plugins(entry, value, true);
            case "plugins-dir" -> {
                state.plugins.addDirectory(state.surroundings.directory().resolve(value));
                state.table.refresh();
            }
            case "early-envdir" -> EnvDirectory.read(state, entry, value);
            case "inject-before", "inject-after" -> files.inject(entry, value, name.equals("inject-before"));
            case "flock", "flock-wait" -> lock(entry, value, name.equals("flock-wait"));
            case "get" -> {
                state.wanted.add(value);
                files.beQuiet();
            }
            default -> {
                return output(name, entry, value);
            }
        }
        return true;
    }

    private boolean output(String name, Entry entry, String value) {
        PrintStream out = state.surroundings.out();
        switch (name) {
            case "iprint" -> out.println(value);
            case "exit" -> exit(entry, value);
            case "version" -> {
                out.println(state.surroundings.version());
                throw state.end(0);
            }
            case "help" -> help(out, value);
            case "stop" -> throw new LoadState.Ending(new LoadResult.Signal(value, 2));
            case "reload" -> throw new LoadState.Ending(new LoadResult.Signal(value, 1));
            case "pause" -> throw new LoadState.Ending(new LoadResult.Signal(value, 20));
            case "binary-append-data" -> append(out, entry, value);
            case "extract" -> extract(out, entry, value);
            case "connect-and-read" -> connectAndRead(out, entry, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void exit(Entry entry, String value) {
        try {
            throw state.end(entry.value == null ? 1 : value.isEmpty() ? 0 : ValueReader.integer(value) & 0xff);
        } catch (IllegalArgumentException e) {
            state.problem(entry.source, entry.key, SourceReader.reason(e));
        }
    }

    private void help(PrintStream out, String value) {
        if (value.isEmpty() || value.equals("all") || value.equals("1")) {
            out.print(HelpPage.render(state.table.all()));
            throw state.end(0);
        }
        String name = value.startsWith("--") ? value.substring(2) : value;
        OptionSpec spec = state.table.find(name);
        if (spec != null) {
            out.print(HelpPage.detail(spec));
            throw state.end(0);
        }
        state.problems.add(Problem.plain(
                "cannot explain '" + name + "': there is no such option", UnknownKeys.hint(name, state.table)));
    }

    private void extract(PrintStream out, Entry entry, String value) {
        try {
            byte[] bytes = files.reader().read(value);
            out.write(bytes, 0, bytes.length);
            out.flush();
            throw state.end(0);
        } catch (SourceReader.Unreadable e) {
            state.problem(entry.source, entry.key, SourceReader.reason(e));
        }
    }

    /** Prints what a server sends; for as long as it takes, since the server may have nothing to say for hours. */
    private void connectAndRead(PrintStream out, Entry entry, String value) {
        try (SocketChannel channel = Peer.connect(value, CONNECT_TIMEOUT)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (channel.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException e) {
            state.problem(entry.source, entry.key, "cannot read from " + value + ": " + SourceReader.reason(e));
            return;
        }
        throw state.end(0);
    }

    /** Writes a file and, behind it, its length in eight bytes, least significant first. */
    private void append(PrintStream out, Entry entry, String value) {
        try {
            byte[] bytes = files.reader().read(value);
            out.write(bytes, 0, bytes.length);
            long length = bytes.length;
            for (int i = 0; i < Long.BYTES; i++) {
                out.write((int) (length >>> (8 * i)));
            }
            out.flush();
            throw state.end(0);
        } catch (SourceReader.Unreadable e) {
            state.problem(entry.source, entry.key, SourceReader.reason(e));
        }
    }

    private void set(Entry entry, String value, boolean placeholder) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            state.problem(entry.source, entry.key, "invalid placeholder/--set value");
            return;
        }
        String key = value.substring(0, equals);
        String text = value.substring(equals + 1);
        if (!placeholder) {
            collector.add(key, text, entry.source);
        } else if (state.table.find(key) != null) {
            state.problem(
                    entry.source,
                    entry.key,
                    "you cannot use " + key + " as a placeholder, it is already available as an option");
        } else {
            state.append(new Entry(key, text, entry.source, true));
        }
    }

    private void resolve(Entry entry, String value) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            state.problem(entry.source, entry.key, "invalid resolve syntax, must be placeholder=domain");
            return;
        }
        String host = value.substring(equals + 1);
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address) {
                    state.append(new Entry(value.substring(0, equals), address.getHostAddress(), entry.source, true));
                    return;
                }
            }
            state.problem(entry.source, entry.key, "unable to resolve name " + host + ": it has no IPv4 address");
        } catch (UnknownHostException e) {
            state.problem(entry.source, entry.key, "unable to resolve name " + host);
        }
    }

    private void plugins(Entry entry, String value, boolean needed) {
        for (String item : split(value)) {
            switch (state.plugins.load(item)) {
                case PluginSource.LoadOutcome.Loaded(String id) -> {
                    state.loadedPlugins.add(id);
                    state.table.refresh();
                }
                case PluginSource.LoadOutcome.Missing() -> {
                    if (needed) {
                        state.problems.add(Problem.at(entry.source, entry.key, "unable to load plugin \"" + item + '"')
                                .suggesting(pluginLike(item)));
                    } else {
                        state.warn(entry.source, "!!! UNABLE to load jwsgi plugin: " + item + ": no such plugin !!!");
                    }
                }
                case PluginSource.LoadOutcome.Broken(String reason) -> {
                    if (needed) {
                        state.problem(entry.source, entry.key, "unable to load plugin \"" + item + "\": " + reason);
                    } else {
                        state.warn(entry.source, "!!! UNABLE to load jwsgi plugin: " + item + ": " + reason + " !!!");
                    }
                }
            }
        }
    }

    private String pluginLike(String name) {
        Set<String> known = new TreeSet<>();
        state.plugins.availableOptions().forEach(option -> known.add(option.plugin()));
        return Suggestions.closest(name, known)
                .map(close -> "did you mean '" + close + "'?")
                .orElse("");
    }

    private static List<String> split(String value) {
        List<String> items = new ArrayList<>();
        int from = 0;
        while (from < value.length()) {
            int comma = value.indexOf(',', from);
            int end = comma < 0 ? value.length() : comma;
            String item = value.substring(from, end).strip();
            if (!item.isEmpty()) {
                items.add(item);
            }
            from = end + 1;
        }
        return items;
    }

    private void lock(Entry entry, String value, boolean wait) {
        try {
            state.locks.add(FileLocks.lock(files.reader().resolve(value), value, wait));
        } catch (SourceReader.Unreadable e) {
            state.problem(entry.source, entry.key, SourceReader.reason(e));
        } catch (FileLocks.LockedException e) {
            state.problem(entry.source, entry.key, e.getMessage() == null ? "locked" : e.getMessage());
        }
    }

    /** Returns the text of a file, or null, with a log line, when it cannot be read. */
    @Nullable
    String textOrNull(String name) {
        try {
            return SourceReader.decode(files.reader().read(name));
        } catch (SourceReader.Unreadable e) {
            LOG.warn("open(\"{}\"): {}", name, e.getMessage());
            return null;
        }
    }
}
