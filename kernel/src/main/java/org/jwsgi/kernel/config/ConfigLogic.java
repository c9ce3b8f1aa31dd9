package org.jwsgi.kernel.config;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The options that open and close conditional and repeated parts. {@link LogicBlock} gives them their meaning. */
@OptionGroup("Configuration logic")
record ConfigLogic(
        @Option(name = "for", argument = "WORDS", help = "repeat what follows for each word, as %(_)")
        List<String> forWords,

        @Option(name = "for-glob", argument = "PATTERN", help = "repeat what follows for each file that matches")
        List<String> forGlob,

        @Option(name = "for-times", argument = "N", help = "repeat what follows N times")
        List<String> forTimes,

        @Option(name = "for-readline", argument = "FILE", help = "repeat what follows for each line of a file")
        List<String> forReadline,

        @Option(name = "endfor", aliases = "end-for", help = "end a for")
        boolean endFor,

        @Option(name = "if-env", aliases = "ifenv", argument = "NAME[=VALUE]", help = "if a variable is set")
        List<String> ifEnv,

        @Option(name = "if-not-env", argument = "NAME[=VALUE]", help = "if a variable is not set")
        List<String> ifNotEnv,

        @Option(name = "if-exists", aliases = "ifexists", argument = "PATH", help = "if a path is readable")
        List<String> ifExists,

        @Option(name = "if-not-exists", argument = "PATH", help = "if a path is not readable")
        List<String> ifNotExists,

        @Option(name = "if-file", argument = "PATH", help = "if a path is a regular file")
        List<String> ifFile,

        @Option(name = "if-not-file", argument = "PATH", help = "if a path is not a regular file")
        List<String> ifNotFile,

        @Option(
                name = "if-dir",
                aliases = {"ifdir", "if-directory"},
                argument = "PATH",
                help = "if a path is a directory")
        List<String> ifDir,

        @Option(name = "if-not-dir", argument = "PATH", help = "if a path is not a directory")
        List<String> ifNotDir,

        @Option(name = "if-opt", argument = "NAME[=VALUE]", help = "if an option was given so far")
        List<String> ifOpt,

        @Option(name = "if-not-opt", argument = "NAME[=VALUE]", help = "if an option was not given so far")
        List<String> ifNotOpt,

        @Option(name = "if-plugin", aliases = "ifplugin", argument = "NAME", help = "if a plugin is loaded")
        List<String> ifPlugin,

        @Option(name = "if-not-plugin", argument = "NAME", help = "if a plugin is not loaded")
        List<String> ifNotPlugin,

        @Option(name = "if-reload", help = "if the instance was reloaded")
        boolean ifReload,

        @Option(name = "if-not-reload", help = "if the instance was not reloaded")
        boolean ifNotReload,

        @Option(name = "if-hostname", argument = "NAME", help = "if the machine has this name")
        List<String> ifHostname,

        @Option(name = "if-not-hostname", argument = "NAME", help = "if the machine has another name")
        List<String> ifNotHostname,

        @Option(name = "if-hostname-match", argument = "REGEXP", help = "if the machine's name matches")
        List<String> ifHostnameMatch,

        @Option(name = "if-not-hostname-match", argument = "REGEXP", help = "if the machine's name does not match")
        List<String> ifNotHostnameMatch,

        @Option(
                name = "endif",
                aliases = {"end-if", "end"},
                help = "end an if")
        boolean endIf) {}
