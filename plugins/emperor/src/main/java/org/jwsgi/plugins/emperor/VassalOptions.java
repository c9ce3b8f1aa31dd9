package org.jwsgi.plugins.emperor;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * How a vassal is started.
 *
 * @param wrapper the program of vassals
 * @param wrapperOverrides programs that are tried before
 * @param wrapperFallbacks programs that are tried after
 * @param magicExec whether a configuration that can be executed is
 * @param inheritBefore templates, named before the vassal's configuration
 * @param includeBefore files that come before the vassal's configuration
 * @param set options of every vassal
 * @param inherit templates
 * @param include files that come after the vassal's configuration
 * @param startHook a program that is run before a vassal
 * @param stopHook a program that is run after a vassal
 * @param collected what is collected from the section {@code emperor} of a vassal's file
 * @param wrapperAttribute the attribute that names the program of a vassal
 * @param directoryAttribute the attribute that names the working directory of a vassal
 */
@OptionGroup("Emperor: vassals")
record VassalOptions(
        @Option(name = "emperor-wrapper", help = "the program of vassals", argument = "PROGRAM")
        Optional<String> wrapper,

        @Option(
                name = "emperor-wrapper-override",
                help = "a program of vassals that is tried first",
                argument = "PROGRAM")
        List<String> wrapperOverrides,

        @Option(
                name = "emperor-wrapper-fallback",
                help = "a program of vassals that is tried when the others cannot be run",
                argument = "PROGRAM")
        List<String> wrapperFallbacks,

        @Option(
                name = "emperor-magic-exec",
                help = "run configurations that are executable; their output is the configuration")
        boolean magicExec,

        @Option(
                name = "vassals-inherit-before",
                help = "a template of every vassal, before its file",
                argument = "FILE")
        List<String> inheritBefore,

        @Option(
                name = "vassals-include-before",
                help = "a file that every vassal includes before its own",
                argument = "FILE")
        List<String> includeBefore,

        @Option(
                name = "vassal-set",
                aliases = "vassals-set",
                help = "set an option of every vassal",
                argument = "OPTION=VALUE")
        List<String> set,

        @Option(name = "vassals-inherit", help = "a template of every vassal", argument = "FILE")
        List<String> inherit,

        @Option(name = "vassals-include", help = "a file that every vassal includes after its own", argument = "FILE")
        List<String> include,

        @Option(
                name = "vassals-start-hook",
                help = "run a program with the vassal's name before each start",
                argument = "PROGRAM")
        Optional<String> startHook,

        @Option(
                name = "vassals-stop-hook",
                help = "run a program with the vassal's name after each end",
                argument = "PROGRAM")
        Optional<String> stopHook,

        @Option(
                name = "emperor-collect-attribute",
                aliases = "emperor-collect-attr",
                help = "an attribute to collect from the section emperor of .ini vassals",
                argument = "KEY")
        List<String> collected,

        @Option(
                name = "emperor-wrapper-attr",
                help = "the attribute that names the program of a vassal",
                argument = "KEY")
        Optional<String> wrapperAttribute,

        @Option(
                name = "emperor-chdir-attr",
                help = "the attribute that names the working directory of a vassal",
                argument = "KEY")
        Optional<String> directoryAttribute) {}
