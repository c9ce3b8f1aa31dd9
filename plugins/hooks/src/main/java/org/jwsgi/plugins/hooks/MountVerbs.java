package org.jwsgi.plugins.hooks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HookException;

/** File systems. The numbers of the flags are those of Linux' {@code sys/mount.h}, the same on every architecture. */
public final class MountVerbs implements HookActionProvider {
    private static final Map<String, Long> MOUNT_FLAGS = Map.ofEntries(
            Map.entry("rdonly", 1L),
            Map.entry("readonly", 1L),
            Map.entry("ro", 1L),
            Map.entry("nosuid", 2L),
            Map.entry("nodev", 4L),
            Map.entry("noexec", 8L),
            Map.entry("sync", 16L),
            Map.entry("remount", 32L),
            Map.entry("mandlock", 64L),
            Map.entry("dirsync", 128L),
            Map.entry("noatime", 1024L),
            Map.entry("bind", 4096L),
            Map.entry("move", 8192L),
            Map.entry("rec", 16384L),
            Map.entry("recursive", 16384L),
            Map.entry("private", 1L << 18),
            Map.entry("shared", 1L << 20));
    private static final Map<String, Long> UNMOUNT_FLAGS = Map.of("force", 1L, "detach", 2L);
    private static final String BELOW = "rec";

    /** Creates the provider; the plugin host calls this. */
    public MountVerbs() {}

    @Override
    public String name() {
        return "mount";
    }

    @Override
    public List<String> verbs() {
        return List.of("mount", "umount");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(MountOptions.class, UnmountOptions.class);
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        return verb.equals("mount") ? mount(arguments) : unmount(arguments);
    }

    private static HookAction mount(String arguments) {
        List<String> words = Arguments.split(arguments, 3, 5, "mount", "<fs> <what> <where> [flags [data]]");
        long flags = words.size() > 3 ? flags(words.get(3), MOUNT_FLAGS) : 0;
        return process -> process.host()
                .mount(words.get(0), words.get(1), words.get(2), flags, words.size() > 4 ? words.get(4) : null);
    }

    private static HookAction unmount(String arguments) {
        List<String> words = Arguments.split(arguments, 1, 2, "umount", "<where> [flags]");
        String target = words.getFirst();
        String list = words.size() > 1 ? words.get(1) : "";
        boolean below = List.of(list.split(",")).contains(BELOW);
        String others = below ? String.join(",", without(list)) : list;
        int flags = (int) flags(others, UNMOUNT_FLAGS);
        return process -> {
            if (below) {
                unmountBelow(process, target, flags);
            }
            process.host().unmount(target, flags);
        };
    }

    private static List<String> without(String list) {
        return List.of(list.split(",")).stream()
                .filter(word -> !word.equals(BELOW))
                .toList();
    }

    private static void unmountBelow(HookContext process, String target, int flags) {
        List<String> points;
        try {
            points = MountTable.read();
        } catch (IOException e) {
            throw new HookException("cannot find what is mounted below " + target + ": " + e.getMessage(), e);
        }
        String absolute = process.resolve(target).normalize().toString();
        for (String point : MountTable.below(absolute, points)) {
            process.host().unmount(point, flags);
        }
    }

    private static long flags(String list, Map<String, Long> known) {
        long flags = 0;
        for (String word : list.split(",")) {
            if (word.isEmpty()) {
                continue;
            }
            Long flag = known.get(word);
            if (flag == null) {
                throw new HookException("unknown mount flag \"" + word + '"');
            }
            flags |= flag;
        }
        return flags;
    }
}
