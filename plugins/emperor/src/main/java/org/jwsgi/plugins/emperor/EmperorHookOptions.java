package org.jwsgi.plugins.emperor;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What is run when the Emperor starts, and at the birth of every vassal.
 *
 * @param emperorStart hooks of the Emperor's start
 * @param asEmperor hooks in the Emperor, once a vassal runs
 * @param asVassal hooks in the place of the vassal, before it
 * @param execAsVassal commands in the place of the vassal
 * @param mountAsVassal mounts in the place of the vassal
 * @param unmountAsVassal unmounts in the place of the vassal
 * @param execAsEmperor commands in the Emperor
 * @param mountAsEmperor mounts in the Emperor
 * @param unmountAsEmperor unmounts in the Emperor
 * @param beforeVassal hooks in the Emperor, before a vassal
 * @param beforeDrop hooks in the place of the vassal, before it loses privileges
 * @param inNamespaces hooks of the Emperor in the namespaces of a vassal
 * @param onDemand hooks in the Emperor, once a vassal waits for a connection
 * @param onConfig hooks in the Emperor, once the configuration of a waiting vassal has changed
 */
@OptionGroup("Emperor: hooks")
record EmperorHookOptions(
        @Option(name = "hook-emperor-start", help = "run a hook when the Emperor starts", argument = "VERB:ARGUMENTS")
        List<String> emperorStart,

        @Option(
                name = "hook-as-emperor",
                help = "run a hook in the Emperor after each start of a vassal",
                argument = "VERB:ARGUMENTS")
        List<String> asEmperor,

        @Option(
                name = "hook-as-vassal",
                help = "run a hook in the place of each vassal before it starts",
                argument = "VERB:ARGUMENTS")
        List<String> asVassal,

        @Option(
                name = "exec-as-vassal",
                help = "run a command in the place of each vassal before it starts",
                argument = "COMMAND")
        List<String> execAsVassal,

        @Option(
                name = "mount-as-vassal",
                help = "mount in the place of each vassal before it starts",
                argument = "FS WHAT WHERE [FLAGS]")
        List<String> mountAsVassal,

        @Option(
                name = "umount-as-vassal",
                help = "unmount in the place of each vassal before it starts",
                argument = "WHERE [FLAGS]")
        List<String> unmountAsVassal,

        @Option(
                name = "exec-as-emperor",
                help = "run a command in the Emperor after each start of a vassal",
                argument = "COMMAND")
        List<String> execAsEmperor,

        @Option(
                name = "mount-as-emperor",
                help = "mount in the Emperor after each start of a vassal",
                argument = "FS WHAT WHERE [FLAGS]")
        List<String> mountAsEmperor,

        @Option(
                name = "umount-as-emperor",
                help = "unmount in the Emperor after each start of a vassal",
                argument = "WHERE [FLAGS]")
        List<String> unmountAsEmperor,

        @Option(
                name = "hook-as-emperor-before-vassal",
                help = "run a hook in the Emperor before each start of a vassal",
                argument = "VERB:ARGUMENTS")
        List<String> beforeVassal,

        @Option(
                name = "hook-as-vassal-before-drop",
                help = "run a hook in the place of each vassal while it has the Emperor's privileges",
                argument = "VERB:ARGUMENTS")
        List<String> beforeDrop,

        @Option(
                name = "hook-as-emperor-setns",
                help = "run a hook of the Emperor in the namespaces of each vassal after its start",
                argument = "VERB:ARGUMENTS")
        List<String> inNamespaces,

        @Option(
                name = "hook-as-on-demand-vassal",
                help = "run a hook in the Emperor when a vassal begins to wait for a connection",
                argument = "VERB:ARGUMENTS")
        List<String> onDemand,

        @Option(
                name = "hook-as-on-config-vassal",
                help = "run a hook in the Emperor when the configuration of a waiting on-demand vassal changes",
                argument = "VERB:ARGUMENTS")
        List<String> onConfig) {}
