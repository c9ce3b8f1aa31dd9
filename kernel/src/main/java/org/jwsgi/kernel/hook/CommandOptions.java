package org.jwsgi.kernel.hook;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The shell of the configuration's commands, and what the process may become instead of a server.
 *
 * @param shells shells that are preferred to {@code /bin/sh}, the best first
 * @param privilegedPatch a program that gets the server's arguments
 * @param privilegedCommand a command
 * @param unprivilegedPatch a program that gets the server's arguments
 * @param unprivilegedCommand a command
 */
@OptionGroup("Commands")
public record CommandOptions(
        @Option(
                name = "binsh",
                help = "run commands with this shell if it is there, else with /bin/sh",
                argument = "PATH")
        List<String> shells,

        @Option(
                name = "privileged-binary-patch",
                help = "become this program, with the arguments of the server, before privileges are dropped",
                argument = "PROGRAM")
        Optional<String> privilegedPatch,

        @Option(
                name = "privileged-binary-patch-arg",
                help = "become this command before privileges are dropped",
                argument = "COMMAND")
        Optional<String> privilegedCommand,

        @Option(
                name = "unprivileged-binary-patch",
                help = "become this program, with the arguments of the server, once privileges are dropped",
                argument = "PROGRAM")
        Optional<String> unprivilegedPatch,

        @Option(
                name = "unprivileged-binary-patch-arg",
                help = "become this command once privileges are dropped",
                argument = "COMMAND")
        Optional<String> unprivilegedCommand) {}
