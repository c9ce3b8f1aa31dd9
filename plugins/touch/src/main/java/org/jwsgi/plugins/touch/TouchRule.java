package org.jwsgi.plugins.touch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.master.InstanceControl;
import org.jwsgi.api.master.MasterContext;

/**
 * One option of the family: its files and what a touch does. Owned by the thread that watches.
 *
 * @param files the files, in the order of the configuration
 * @param action what happens, given the touched file as the configuration names it
 */
record TouchRule(List<TouchedFile> files, Consumer<TouchedFile> action) {
    /** Makes the rules of a configuration, in uWSGI's order; options without a file have none. */
    static List<TouchRule> of(TouchOptions options, MasterContext context) {
        InstanceControl control = context.control();
        List<TouchRule> rules = new ArrayList<>();
        add(rules, options.reload(), file -> {
            context.log().info("*** {} has been touched... grace them all !!! ***", file.path());
            control.reload(true);
        });
        add(rules, options.workersReload(), file -> {
            context.log().info("*** {} has been touched... workers reload !!! ***", file.path());
            control.reloadWorkers(true);
        });
        add(rules, options.chainReload(), file -> {
            context.log().info("*** {} has been touched... chain reload !!! ***", file.path());
            control.chainReload();
        });
        add(rules, options.logRotate(), file -> control.rotateLog());
        add(rules, options.logReopen(), file -> control.reopenLog());
        exec(rules, options.exec(), context);
        return rules;
    }

    private static void exec(List<TouchRule> rules, List<String> entries, MasterContext context) {
        List<TouchedFile> files = new ArrayList<>();
        Map<TouchedFile, String> commands = new IdentityHashMap<>();
        for (String entry : entries) {
            String text = entry.strip();
            int blank = text.indexOf(' ');
            TouchedFile file = new TouchedFile(Path.of(text.substring(0, blank)));
            files.add(file);
            commands.put(file, text.substring(blank).strip());
        }
        if (!files.isEmpty()) {
            rules.add(new TouchRule(files, file -> run(commands.getOrDefault(file, ""), context)));
        }
    }

    /** Runs a command beside the instance; its output is the log's. */
    private static void run(String command, MasterContext context) {
        context.log().info("[jwsgi-touch-exec] running {}", command);
        context.children()
                .run(ChildSpec.shell("touch-exec", command).build())
                .thenAccept(end -> tell(command, end, context));
    }

    private static void tell(String command, ChildEnd end, MasterContext context) {
        switch (end) {
            case ChildEnd.Exited(int pid, int code) ->
                context.log().info("subprocess {} exited with code {}", pid, code);
            case ChildEnd.Killed(int pid, int signal, boolean overtime) ->
                context.log().warn("subprocess {} exited by signal {}", pid, signal);
            case ChildEnd.NotStarted(String reason) -> context.log().error("cannot run {}: {}", command, reason);
        }
    }

    private static void add(List<TouchRule> rules, List<String> files, Consumer<TouchedFile> action) {
        if (!files.isEmpty()) {
            rules.add(new TouchRule(
                    files.stream().map(file -> new TouchedFile(Path.of(file))).toList(), action));
        }
    }

    /** Acts on the first touched file; the others keep their touch for the next look. Returns that file. */
    Optional<TouchedFile> look() {
        for (TouchedFile file : files) {
            if (file.touched()) {
                action.accept(file);
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
