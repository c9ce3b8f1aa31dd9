package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * File systems to mount, phase by phase.
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
record MountOptions(
        @Option(
                name = "mount-asap",
                help = "mount a file system as soon as the instance can log",
                argument = "TYPE SOURCE TARGET [FLAGS [DATA]]")
        List<String> asap,

        @Option(
                name = "mount-pre-jail",
                help = "mount a file system before the instance is locked into anything",
                argument = "TYPE SOURCE TARGET [FLAGS [DATA]]")
        List<String> preJail,

        @Option(
                name = "mount-post-jail",
                help = "mount a file system once the instance is locked in",
                argument = "TYPE SOURCE TARGET [FLAGS [DATA]]")
        List<String> postJail,

        @Option(
                name = "mount-in-jail",
                help = "mount a file system in the place where the instance stays",
                argument = "TYPE SOURCE TARGET [FLAGS [DATA]]")
        List<String> inJail,

        @Option(
                name = "mount-as-root",
                help = "mount a file system before privileges are dropped, when started by root",
                argument = "TYPE SOURCE TARGET [FLAGS [DATA]]")
        List<String> asRoot) {}
