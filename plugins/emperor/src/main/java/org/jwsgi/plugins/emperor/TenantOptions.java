package org.jwsgi.plugins.emperor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What vassals may do and see of the machine.
 *
 * @param initGroups whether a tyrant's vassals have all groups of their owners
 * @param capabilities what vassals can ever be allowed, comma-separated
 * @param namespaces what of the machine each vassal has alone, comma-separated
 */
@OptionGroup("Emperor: privileges of vassals")
record TenantOptions(
        @Option(name = "emperor-tyrant-initgroups", help = "in tyrant mode give vassals all groups of their owners")
        boolean initGroups,

        @Option(
                name = "emperor-cap",
                aliases = {"vassal-cap", "vassals-cap"},
                help = "take from vassals every capability but these",
                argument = "NAME,...")
        List<String> capabilities,

        @Option(
                name = "emperor-use-clone",
                help = "give each vassal namespaces of its own (user, fs, ipc, pid, uts, net)",
                argument = "NAME,...")
        List<String> namespaces) {

    /** What unshare(1) calls the namespaces. */
    private static final Map<String, String> TOOL = Map.of(
            "fs", "--mount", "ns", "--mount", "mount", "--mount", "mnt", "--mount", "ipc", "--ipc", "uts", "--uts",
            "net", "--net", "pid", "--pid");

    private static final String USER = "user";

    /** Refuses what does not exist. */
    TenantOptions {
        for (String name : split(namespaces)) {
            if (!name.equals(USER) && !TOOL.containsKey(name)) {
                throw new IllegalArgumentException("unknown namespace subsystem: " + name);
            }
        }
    }

    private static Set<String> split(List<String> lists) {
        Set<String> names = new LinkedHashSet<>();
        for (String list : lists) {
            for (String name : list.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return names;
    }

    /** Returns the names in {@link #capabilities}, each alone. */
    List<String> capabilityNames() {
        return List.copyOf(split(capabilities));
    }

    /** Returns what the thread that a vassal is born from separates; nothing when {@link #tool} does that. */
    Set<String> separated() {
        Set<String> names = split(namespaces);
        return names.contains(USER) ? Set.of() : names;
    }

    /**
     * Returns the command that a vassal's is appended to, so that it has users of its own. Linux lets no process of several
     * threads, such as a JVM, separate its users, and all that is separated later belongs to them, so that one program does
     * it all.
     */
    Optional<List<String>> tool() {
        Set<String> names = split(namespaces);
        if (!names.remove(USER)) {
            return Optional.empty();
        }
        Set<String> command = new LinkedHashSet<>(List.of("unshare", "--user", "--map-root-user"));
        names.forEach(name -> command.add(TOOL.get(name)));
        if (names.contains("pid")) {
            command.addAll(List.of("--fork", "--kill-child"));
        }
        command.add("--");
        return Optional.of(List.copyOf(command));
    }
}
