package org.jwsgi.kernel.config;

import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/**
 * Takes in keys and values from every source, in order: routes them through logic blocks, checks black and white lists
 * and runs the options that act at once. Main thread only.
 */
final class Collector {
    private final LoadState state;
    private final Commands commands;
    /** Templates of declared options that act at once, by name. */
    private final Map<String, String> immediate = new HashMap<>();
    /** Templates of declared options that act after placeholders are replaced. */
    private final Map<String, String> late = new HashMap<>();

    private @Nullable LogicBlock block;
    private @Nullable Set<String> blacklist;
    private @Nullable Set<String> whitelist;
    private int customDepth;

    Collector(LoadState state, ConfigFiles files) {
        this.state = state;
        this.commands = new Commands(state, this, files);
    }

    /** Takes in one key. */
    void add(String key, @Nullable String value, ConfigSource source) {
        LogicBlock open = block;
        if (open != null && !LogicBlock.closes(key)) {
            if (LogicBlock.opens(key)) {
                state.problem(source, key, "recursive logic in options is not supported (option = " + key + ")");
            } else {
                route(open, key, value, source);
            }
            return;
        }
        accept(key, value, source);
    }

    private void route(LogicBlock open, String key, @Nullable String value, ConfigSource source) {
        if (value == null && !open.source().name().equals(source.name())) {
            state.problem(
                    source,
                    key,
                    "caught by the block '" + open.kind() + "' of " + open.source() + ", which is never closed");
            return;
        }
        List<LogicBlock.Pass> passes;
        try {
            passes = open.passes(facts());
        } catch (IllegalArgumentException e) {
            state.problem(open.source(), open.kind(), SourceReader.reason(e));
            block = null;
            return;
        }
        for (LogicBlock.Pass pass : passes) {
            String item = pass.item();
            String replaced = value == null || item == null ? value : value.replace("%(_)", item);
            accept(key, replaced, source);
        }
    }

    private LogicBlock.Facts facts() {
        return new LogicBlock.Facts(
                state.surroundings.directory(),
                state.environment,
                state::firstValue,
                state::has,
                state.plugins::isLoaded,
                commands::textOrNull);
    }

    private void accept(String key, @Nullable String value, ConfigSource source) {
        if (blacklist != null && blacklist.contains(key)) {
            state.problem(source, key, "jwsgi error: forbidden option \"" + key + "\" (by blacklist)");
            return;
        }
        if (whitelist != null && !whitelist.contains(key)) {
            state.problem(source, key, "jwsgi error: forbidden option \"" + key + "\" (by whitelist)");
            return;
        }
        Entry entry = new Entry(key, value, source, false);
        state.append(entry);
        OptionSpec spec = state.table.find(key);
        if (spec != null) {
            act(spec, entry);
        }
    }

    private void act(OptionSpec spec, Entry entry) {
        if (spec.arity() == OptionSpec.Arity.REQUIRED && entry.value == null) {
            state.problem(entry.source, entry.key, "requires a value");
            return;
        }
        try {
            String template = immediate.get(entry.key);
            if (template != null) {
                entry.applied = true;
                applyTemplate(entry.key, template, entry.value, entry.source);
            } else if (spec.plugin().equals("kernel")) {
                actOnKernelOption(spec.name(), entry);
            } else {
                entry.applied = commands.readIfFormat(entry);
            }
        } catch (InvalidPathException e) {
            state.problem(entry.source, entry.key, "not a file name: \"" + entry.value + '"');
        }
    }

    private void actOnKernelOption(String name, Entry entry) {
        String value = entry.value == null ? "" : entry.value;
        if (LogicBlock.opens(name)) {
            entry.applied = true;
            block = new LogicBlock(entry.key, value, entry.source);
        } else if (LogicBlock.closes(name)) {
            entry.applied = true;
            block = null;
        } else {
            switch (name) {
                case "blacklist" -> blacklist = Set.copyOf(LogicBlock.words(value));
                case "end-blacklist" -> blacklist = null;
                case "whitelist" -> whitelist = Set.copyOf(LogicBlock.words(value));
                case "end-whitelist" -> whitelist = null;
                case "declare-option" -> declare(entry, true);
                default -> {
                    entry.applied = commands.runAtOnce(name, entry, value);
                    return;
                }
            }
            entry.applied = true;
        }
    }

    /** Registers an option that the configuration declares as {@code name=key=value;key=value}. */
    void declare(Entry entry, boolean atOnce) {
        String value = entry.value == null ? "" : entry.value;
        int equals = value.indexOf('=');
        if (equals <= 0) {
            state.problem(entry.source, entry.key, "invalid " + value + " syntax, must be newoption=template");
            return;
        }
        String name = value.substring(0, equals);
        String template = value.substring(equals + 1);
        OptionSpec taken = state.table.find(name);
        if (taken != null && !taken.plugin().isEmpty()) {
            state.problem(entry.source, entry.key, "'" + name + "' is already an option");
            return;
        }
        boolean argument = template.contains("$1") || template.contains("$2") || template.contains("$3");
        state.table.declare(name, argument);
        (atOnce ? immediate : late).put(name, template);
    }

    /** Applies an option that was declared to act late; returns whether there is one of that name. */
    boolean applyLate(Entry entry) {
        String template = late.get(entry.key);
        if (template == null) {
            return false;
        }
        applyTemplate(entry.key, template, entry.value, entry.source);
        return true;
    }

    private void applyTemplate(String name, String template, @Nullable String argument, ConfigSource source) {
        if (customDepth >= 16) {
            state.problem(source, name, "the options it is made of contain itself");
            return;
        }
        customDepth++;
        try {
            List<String> words = LogicBlock.words(argument == null ? "" : argument);
            int from = 0;
            while (from < template.length()) {
                int semicolon = template.indexOf(';', from);
                int end = semicolon < 0 ? template.length() : semicolon;
                String part = template.substring(from, end);
                from = end + 1;
                int equals = part.indexOf('=');
                if (equals < 0) {
                    if (!part.isEmpty()) {
                        accept(part, "", source);
                    }
                } else {
                    accept(part.substring(0, equals), fill(part.substring(equals + 1), words), source);
                }
            }
        } finally {
            customDepth--;
        }
    }

    private static String fill(String text, List<String> words) {
        String filled = text;
        // From the last, so that $1 leaves $12 alone.
        for (int i = words.size(); i >= 1; i--) {
            filled = filled.replace("$" + i, words.get(i - 1));
        }
        return filled;
    }

    /** Reports a block that is still open when everything is read. */
    void finish() {
        LogicBlock open = block;
        if (open != null) {
            state.warn(open.source(), "the block '" + open.kind() + "' is never closed");
        }
    }
}
