package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Hooks of any verb, phase by phase.
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
 * @param masterStart in the master before its loop
 * @param postFork in each worker at its birth
 * @param accepting in each worker that is about to accept
 * @param acceptingOnce in each worker that is about to accept for the first time
 * @param accepting1 in worker 1 when it is about to accept
 * @param accepting1Once in worker 1 when it is about to accept for the first time
 * @param asUserAtexit at the end of the instance and before a reload
 */
@OptionGroup("Hooks")
record HookOptions(
        @Option(name = "hook-asap", help = "run a hook as soon as the instance can log", argument = "VERB:ARGUMENTS")
        List<String> asap,

        @Option(
                name = "hook-pre-jail",
                help = "run a hook before the instance is locked into anything",
                argument = "VERB:ARGUMENTS")
        List<String> preJail,

        @Option(
                name = "hook-post-jail",
                help = "run a hook once the instance is locked in",
                argument = "VERB:ARGUMENTS")
        List<String> postJail,

        @Option(
                name = "hook-in-jail",
                help = "run a hook in the place where the instance stays",
                argument = "VERB:ARGUMENTS")
        List<String> inJail,

        @Option(
                name = "hook-as-root",
                help = "run a hook before privileges are dropped, when started by root",
                argument = "VERB:ARGUMENTS")
        List<String> asRoot,

        @Option(name = "hook-as-user", help = "run a hook once privileges are dropped", argument = "VERB:ARGUMENTS")
        List<String> asUser,

        @Option(
                name = "hook-pre-app",
                help = "run a hook in each process that loads apps, before that",
                argument = "VERB:ARGUMENTS")
        List<String> preApp,

        @Option(
                name = "hook-post-app",
                help = "run a hook in each process that loads apps, after that",
                argument = "VERB:ARGUMENTS")
        List<String> postApp,

        @Option(
                name = "hook-master-start",
                help = "run a hook in the master before its loop",
                argument = "VERB:ARGUMENTS")
        List<String> masterStart,

        @Option(name = "hook-post-fork", help = "run a hook in each worker at its birth", argument = "VERB:ARGUMENTS")
        List<String> postFork,

        @Option(
                name = "hook-accepting",
                help = "run a hook in each worker that is about to accept",
                argument = "VERB:ARGUMENTS")
        List<String> accepting,

        @Option(
                name = "hook-accepting-once",
                help = "run a hook in each worker that is about to accept for the first time",
                argument = "VERB:ARGUMENTS")
        List<String> acceptingOnce,

        @Option(
                name = "hook-accepting1",
                help = "run a hook in worker 1 when it is about to accept",
                argument = "VERB:ARGUMENTS")
        List<String> accepting1,

        @Option(
                name = "hook-accepting1-once",
                help = "run a hook in worker 1 when it is about to accept for the first time",
                argument = "VERB:ARGUMENTS")
        List<String> accepting1Once,

        @Option(
                name = "hook-emperor-stop",
                help = "run a hook in a vassal that its Emperor orders to stop",
                argument = "VERB:ARGUMENTS")
        List<String> emperorStop,

        @Option(
                name = "hook-emperor-reload",
                help = "run a hook in a vassal that its Emperor orders to reload",
                argument = "VERB:ARGUMENTS")
        List<String> emperorReload,

        @Option(
                name = "hook-emperor-lost",
                help = "run a hook in a vassal that has lost its Emperor",
                argument = "VERB:ARGUMENTS")
        List<String> emperorLost,

        @Option(
                name = "hook-as-user-atexit",
                help = "run a hook at the end of the instance and before a reload",
                argument = "VERB:ARGUMENTS")
        List<String> asUserAtexit) {}
