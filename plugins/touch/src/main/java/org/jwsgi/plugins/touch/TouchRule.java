package org.jwsgi.plugins.touch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.master.InstanceControl;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.ServiceException;

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
        addWithText(rules, options.exec(), command -> () -> run(command, context));
        addWithText(rules, options.signal(), number -> () -> {
            context.log().info("[jwsgi-touch-signal] raising {}", number);
            context.raiseSignal(Integer.parseInt(number));
        });
        addWithText(rules, options.hook(), text -> hook(text, context));
        return rules;
    }

    /** Adds a rule whose files each have a text of their own, from which the action is made at once. */
    private static void addWithText(List<TouchRule> rules, List<String> entries, Function<String, Runnable> actionOf) {
        List<TouchedFile> files = new ArrayList<>();
        Map<TouchedFile, Runnable> actions = new IdentityHashMap<>();
        for (String entry : entries) {
            String text = entry.strip();
            int blank = text.indexOf(' ');
            TouchedFile file = new TouchedFile(Path.of(text.substring(0, blank)));
            files.add(file);
            actions.put(file, actionOf.apply(text.substring(blank).strip()));
        }
        if (!files.isEmpty()) {
            rules.add(new TouchRule(
                    files, file -> Objects.requireNonNull(actions.get(file)).run()));
        }
    }

    /** Makes the action of a hook. It runs on the watching thread: while it does, no other touch is seen. */
    private static Runnable hook(String text, MasterContext context) {
        Hook hook;
        try {
            hook = context.hooks().compile("touch", text);
        } catch (HookException e) {
            throw new ServiceException("hook-touch: " + e.getMessage(), e);
        }
        return () -> {
            try {
                hook.run();
            } catch (HookException e) {
                context.log().error("{}", e.getMessage());
            }
        };
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
