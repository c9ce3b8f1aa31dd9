package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * File systems to unmount, phase by phase.
 *
 * <p>Declared here and read by the kernel's phases, which know them by their names: FAMILY-PHASE.
 *
 * @param asap as soon as the instance can log
 * @param preJail before the instance is locked into anything
 * @param postJail once the instance is locked in
 * @param inJail in the place where the instance stays
 * @param asRoot before privileges are dropped, when started by root
 */
@OptionGroup("Hooks")
record UnmountOptions(
        @Option(
                name = "umount-asap",
                help = "unmount a file system as soon as the instance can log",
                argument = "TARGET [FLAGS]")
        List<String> asap,

        @Option(
                name = "umount-pre-jail",
                help = "unmount a file system before the instance is locked into anything",
                argument = "TARGET [FLAGS]")
        List<String> preJail,

        @Option(
                name = "umount-post-jail",
                help = "unmount a file system once the instance is locked in",
                argument = "TARGET [FLAGS]")
        List<String> postJail,

        @Option(
                name = "umount-in-jail",
                help = "unmount a file system in the place where the instance stays",
                argument = "TARGET [FLAGS]")
        List<String> inJail,

        @Option(
                name = "umount-as-root",
                help = "unmount a file system before privileges are dropped, when started by root",
                argument = "TARGET [FLAGS]")
        List<String> asRoot) {}
