package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Commands, phase by phase.
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
record ExecOptions(
        @Option(name = "exec-asap", help = "run a command as soon as the instance can log", argument = "COMMAND")
        List<String> asap,

        @Option(
                name = "exec-pre-jail",
                help = "run a command before the instance is locked into anything",
                argument = "COMMAND")
        List<String> preJail,

        @Option(name = "exec-post-jail", help = "run a command once the instance is locked in", argument = "COMMAND")
        List<String> postJail,

        @Option(
                name = "exec-in-jail",
                help = "run a command in the place where the instance stays",
                argument = "COMMAND")
        List<String> inJail,

        @Option(
                name = "exec-as-root",
                help = "run a command before privileges are dropped, when started by root",
                argument = "COMMAND")
        List<String> asRoot,

        @Option(name = "exec-as-user", help = "run a command once privileges are dropped", argument = "COMMAND")
        List<String> asUser,

        @Option(
                name = "exec-pre-app",
                help = "run a command in each process that loads apps, before that",
                argument = "COMMAND")
        List<String> preApp,

        @Option(
                name = "exec-post-app",
                help = "run a command in each process that loads apps, after that",
                argument = "COMMAND")
        List<String> postApp,

        @Option(
                name = "exec-as-user-atexit",
                help = "run a command at the end of the instance and before a reload",
                argument = "COMMAND")
        List<String> asUserAtexit) {}
