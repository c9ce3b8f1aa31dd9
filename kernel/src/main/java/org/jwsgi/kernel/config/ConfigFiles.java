package org.jwsgi.kernel.config;

import java.nio.file.InvalidPathException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads configuration files of every format and hands their lines to the collector. Main thread only. */
final class ConfigFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFiles.class);
    private static final int MAX_DEPTH = 32;
    private static final int MAX_FILES = 10_000;

    private final LoadState state;
    private final SourceReader reader;
    private final MagicVariables magic;
    private final Deque<String> open = new ArrayDeque<>();
    private String before = "";
    private String after = "";
    private String lastIni = "";
    private boolean quiet;
    private int filesRead;

    ConfigFiles(LoadState state, MagicVariables magic) {
        this.state = state;
        this.magic = magic;
        this.reader = new SourceReader(state.surroundings, state.environment);
    }

    SourceReader reader() {
        return reader;
    }

    /** Stops the lines that tell which file is read, for {@code --get}. */
    void beQuiet() {
        quiet = true;
    }

    void inject(Entry entry, String name, boolean inFront) {
        try {
            String text = SourceReader.decode(reader.read(name));
            if (inFront) {
                before = text;
            } else {
                after = text;
            }
        } catch (SourceReader.Unreadable e) {
            problem(entry, e);
        }
    }

    /** Reads a file whose format its name tells: a bare argument, {@code include} or {@code inherit}. */
    void readBySuffix(String name, Entry entry, Collector collector) {
        if (name.endsWith(".ini")) {
            readIni(name, entry, collector);
        } else {
            readByPluginFormat(name, entry, collector);
        }
    }

    /** Reads a file in one of the formats that plugins bring. */
    void readByPluginFormat(String name, Entry entry, Collector collector) {
        Optional<ConfigFormatProvider> format = state.plugins.formatForFile(name);
        if (format.isPresent()) {
            read(format.get(), name, entry, collector);
        } else {
            state.problem(entry.source, entry.key, "unable to load configuration from " + name);
        }
    }

    void readIni(String name, Entry entry, Collector collector) {
        if (name.startsWith(":") && lastIni.isEmpty()) {
            state.problem(entry.source, entry.key, "no INI file was read before, of which " + name + " is a section");
            return;
        }
        read(null, name, entry, collector);
    }

    /**
     * Reads a file.
     *
     * @param format its format, null for INI
     * @param name the name as the user gave it, with an optional section
     * @param entry the option that named it
     */
    void read(@Nullable ConfigFormatProvider format, String name, Entry entry, Collector collector) {
        String formatName = format == null ? "INI" : format.name().toUpperCase(Locale.ROOT);
        int colon = sectionColon(name);
        String location = colon < 0 ? name : name.substring(0, colon);
        String section = colon < 0 ? "" : name.substring(colon + 1);
        if (format == null) {
            location = location.isEmpty() && colon == 0 ? lastIni : location;
            lastIni = location;
        }
        String key = location + '\0' + section;
        if (open.contains(key) || open.size() >= MAX_DEPTH || ++filesRead > MAX_FILES) {
            state.problem(entry.source, entry.key, "the file includes itself: " + name);
            return;
        }
        open.push(key);
        try {
            String text = text(location, section);
            if (!quiet) {
                LOG.info(
                        "[jwsgi] getting {} configuration from {}", formatName, name.startsWith(":") ? location : name);
            }
            ConfigText config = new ConfigText(location, section.isEmpty() ? "uwsgi" : section, colon >= 0, text);
            List<ConfigLine> lines = format == null ? IniFormat.parse(config) : format.parse(config);
            if (lines.isEmpty()) {
                state.warnings.add("*** WARNING: Can't find section \"" + config.section() + "\" in " + formatName
                        + " configuration file " + location + " ***");
            }
            for (ConfigLine line : lines) {
                collector.add(line.key(), line.value(), line.source());
            }
        } catch (SourceReader.Unreadable e) {
            problem(entry, e);
        } catch (ConfigFormatException e) {
            state.problem(new ConfigSource(location, e.line()), "", message(formatName, e));
        } catch (InvalidPathException e) {
            state.problem(entry.source, entry.key, "not a file name: \"" + name + '"');
        } finally {
            open.pop();
        }
    }

    private static String message(String format, ConfigFormatException e) {
        String message = e.getMessage();
        return message == null ? "not valid " + format : message;
    }

    private String text(String location, String section) throws SourceReader.Unreadable {
        byte[] bytes = reader.read(location);
        String text = SourceReader.decode(bytes);
        if (!before.isEmpty() || !after.isEmpty()) {
            text = before + text + after;
        }
        MagicVariables.FileNames names = SourceReader.isStream(location)
                ? MagicVariables.FileNames.ofStream(location)
                : MagicVariables.FileNames.of(state.surroundings.directory(), location, section);
        return magic.expand(text, names);
    }

    private void problem(Entry entry, SourceReader.Unreadable e) {
        state.exitCode = Math.max(state.exitCode, e.exitCode);
        state.problem(entry.source, entry.key, SourceReader.reason(e));
    }

    /** Returns the index of the colon before the section: the last one, for a URI the last behind the last slash. */
    private static int sectionColon(String name) {
        int colon = name.lastIndexOf(':');
        int scheme = name.indexOf("://");
        if (scheme < 0) {
            return colon;
        }
        int slash = name.lastIndexOf('/');
        boolean portOnly = name.startsWith("http://") && slash < scheme + 3;
        return colon < slash || portOnly ? -1 : colon;
    }
}
