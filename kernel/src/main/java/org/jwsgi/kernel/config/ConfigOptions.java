package org.jwsgi.kernel.config;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the configuration system that matter after it has run; the others are in {@link ConfigCommands} and
 * {@link ConfigLogic}.
 */
@OptionGroup("Configuration")
public record ConfigOptions(
        @Option(name = "strict", help = "refuse keys that are not options (placeholders need set-placeholder)")
        boolean strict,

        @Option(name = "show-config", help = "log every option with its value, source and default")
        boolean showConfig,

        @Option(
                name = "fallback-config",
                argument = "FILE",
                help = "start again with this configuration when the instance ends with status 1")
        Optional<String> fallbackConfig,

        @Option(name = "binary-path", argument = "PATH", help = "the program to run again on a reload, and %b")
        Optional<String> binaryPath,

        @Option(
                name = "force-cwd",
                argument = "DIR",
                help = "accepted and ignored: a reload always begins where the instance was started")
        Optional<String> forceCwd,

        @Option(
                name = "envdir",
                argument = "DIR",
                help = "set environment variables from a daemontools envdir, one file for each")
        List<String> envdir,

        @Option(name = "flock2", argument = "FILE", help = "lock a file after daemonizing, or end with 1")
        List<String> flock2,

        @Option(name = "flock-wait2", argument = "FILE", help = "lock a file after daemonizing, waiting for it")
        List<String> flockWait2,

        @Option(name = "autoload", help = "log which plugin is loaded for which option")
        boolean autoload) {}
