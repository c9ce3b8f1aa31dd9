package org.jwsgi.kernel.config;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The options that act while the configuration is read. Nothing reads their values afterwards. */
@OptionGroup("Configuration")
record ConfigCommands(
        @Option(name = "ini", argument = "FILE", help = "read an INI file, one of its sections as FILE:SECTION")
        List<String> ini,

        @Option(name = "config", argument = "FILE", help = "read a file in a format that a plugin brings")
        List<String> config,

        @Option(name = "include", argument = "FILE", help = "read another configuration at this point")
        List<String> include,

        @Option(name = "inherit", argument = "FILE", help = "read another configuration after everything else")
        List<String> inherit,

        @Option(name = "set", shortName = 'S', argument = "NAME=VALUE", help = "set an option or a placeholder")
        List<String> set,

        @Option(
                name = "set-placeholder",
                aliases = "set-ph",
                argument = "NAME=VALUE",
                help = "set a placeholder; a name that is an option is refused")
        List<String> setPlaceholder,

        @Option(
                name = "declare-option",
                argument = "NAME=TEMPLATE",
                help = "make an option of others: NAME=key=$1;other=$2")
        List<String> declareOption,

        @Option(
                name = "declare-option2",
                argument = "NAME=TEMPLATE",
                help = "as declare-option, but acting after placeholders are replaced")
        List<String> declareOption2,

        @Option(name = "resolve", argument = "NAME=HOST", help = "set a placeholder to the IPv4 address of a host")
        List<String> resolve,

        @Option(name = "env", argument = "NAME=VALUE", help = "set an environment variable")
        List<String> env,

        @Option(name = "unenv", argument = "NAME", help = "unset an environment variable")
        List<String> unenv,

        @Option(name = "early-envdir", argument = "DIR", help = "as envdir, at this point of the configuration")
        List<String> earlyEnvdir,

        @Option(
                name = "plugin",
                aliases = "plugins",
                argument = "NAME,...",
                help = "load plugins; a missing one is reported and skipped")
        List<String> plugin,

        @Option(
                name = "need-plugin",
                aliases = "need-plugins",
                argument = "NAME,...",
                help = "load plugins; a missing one stops the start")
        List<String> needPlugin,

        @Option(
                name = "plugins-dir",
                aliases = "plugin-dir",
                argument = "DIR",
                help = "look for plugins in this folder too")
        List<String> pluginsDir,

        @Option(name = "print", argument = "TEXT", help = "print a text")
        List<String> print,

        @Option(name = "iprint", argument = "TEXT", help = "print a text at this point, placeholders not replaced")
        List<String> iprint,

        @Option(name = "exit", argument = "CODE", bareValue = "1", help = "end at this point of the configuration")
        List<String> exit,

        @Option(
                name = "help",
                aliases = "usage",
                shortName = 'h',
                argument = "OPTION",
                bareValue = "all",
                help = "show all options, or everything about one, and end")
        List<String> help,

        @Option(name = "version", help = "print the version and end")
        boolean version,

        @Option(name = "dump-options", help = "print the names of all options and end")
        boolean dumpOptions,

        @Option(name = "get", argument = "NAME", help = "print the first value of an option and end")
        List<String> get,

        @Option(name = "inject-before", argument = "FILE", help = "put a text before every configuration file")
        List<String> injectBefore,

        @Option(name = "inject-after", argument = "FILE", help = "put a text after every configuration file")
        List<String> injectAfter,

        @Option(name = "blacklist", argument = "NAMES", help = "refuse the options named, up to end-blacklist")
        List<String> blacklist,

        @Option(name = "end-blacklist", help = "end a blacklist")
        boolean endBlacklist,

        @Option(name = "whitelist", argument = "NAMES", help = "refuse all other options, up to end-whitelist")
        List<String> whitelist,

        @Option(name = "end-whitelist", help = "end a whitelist")
        boolean endWhitelist,

        @Option(name = "flock", argument = "FILE", help = "lock a file, or end with 1 when it is locked")
        List<String> flock,

        @Option(name = "flock-wait", argument = "FILE", help = "lock a file, waiting for it")
        List<String> flockWait,

        @Option(name = "stop", argument = "PIDFILE", help = "stop the instance whose pid is in the file, and end")
        List<String> stop,

        @Option(name = "reload", argument = "PIDFILE", help = "reload the instance whose pid is in the file, and end")
        List<String> reload,

        @Option(
                name = "pause",
                aliases = {"suspend", "resume"},
                argument = "PIDFILE",
                help = "pause or resume the instance whose pid is in the file, and end")
        List<String> pause,

        @Option(
                name = "extract",
                argument = "ADDRESS",
                help = "print what a file or a scheme:// address holds, and end")
        List<String> extract,

        @Option(
                name = "connect-and-read",
                aliases = "read-stats",
                argument = "ADDRESS",
                help = "connect to a socket, print what it sends until it closes, and end")
        List<String> connectAndRead,

        @Option(
                name = "binary-append-data",
                argument = "FILE",
                help = "print a file in the form that data:// reads from the end of the program, and end")
        List<String> binaryAppendData) {}
