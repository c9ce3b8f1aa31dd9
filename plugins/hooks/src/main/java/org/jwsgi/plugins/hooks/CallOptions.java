package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Calls of C functions, phase by phase.
 *
 * <p>Declared here and read by the kernel's phases, which know them by their names: FAMILY-PHASE.
 *
 * @param asap as soon as the instance can log
 * @param preJail before the instance is locked into anything
 * @param postJail once the instance is locked in
 * @param inJail in the place where the instance stays
 * @param asRoot before privileges are dropped, when started by root
 * @param asUser once privileges are dropped
 * @param preApp in each process that loads apps, before that
 * @param postApp in each process that loads apps, after that
 * @param asUserAtexit at the end of the instance and before a reload
 */
@OptionGroup("Hooks")
record CallOptions(
        @Option(name = "call-asap", help = "call a C function as soon as the instance can log", argument = "SYMBOL")
        List<String> asap,

        @Option(
                name = "call-pre-jail",
                help = "call a C function before the instance is locked into anything",
                argument = "SYMBOL")
        List<String> preJail,

        @Option(name = "call-post-jail", help = "call a C function once the instance is locked in", argument = "SYMBOL")
        List<String> postJail,

        @Option(
                name = "call-in-jail",
                help = "call a C function in the place where the instance stays",
                argument = "SYMBOL")
        List<String> inJail,

        @Option(
                name = "call-as-root",
                help = "call a C function before privileges are dropped, when started by root",
                argument = "SYMBOL")
        List<String> asRoot,

        @Option(name = "call-as-user", help = "call a C function once privileges are dropped", argument = "SYMBOL")
        List<String> asUser,

        @Option(
                name = "call-pre-app",
                help = "call a C function in each process that loads apps, before that",
                argument = "SYMBOL")
        List<String> preApp,

        @Option(
                name = "call-post-app",
                help = "call a C function in each process that loads apps, after that",
                argument = "SYMBOL")
        List<String> postApp,

        @Option(
                name = "call-as-user-atexit",
                help = "call a C function at the end of the instance and before a reload",
                argument = "SYMBOL")
        List<String> asUserAtexit) {}
