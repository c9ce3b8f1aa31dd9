package org.jwsgi.plugins.hooks;

import java.time.Duration;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What the instance waits for before the hooks of root, and before it loads apps. The lists are read by the kernel's
 * phases, which know them by their names; the limits hold for the verbs {@code wait_for_...} in hooks, too.
 *
 * @param interfaces network interfaces
 * @param interfaceLimit how long to wait for one
 * @param items files or directories
 * @param files regular files
 * @param directories directories
 * @param mountpoints mount points
 * @param limit how long to wait for one of the file system
 * @param sockets sockets that something accepts on
 * @param socketLimit how long to wait for one
 */
@OptionGroup("Hooks")
record WaitOptions(
        @Option(
                name = "wait-for-interface",
                aliases = {"wait-interface", "wait-for-iface", "wait-iface"},
                help = "wait for a network interface to come up before the hooks of root",
                argument = "NAME")
        List<String> interfaces,

        @Option(
                name = "wait-for-interface-timeout",
                aliases = {"wait-interface-timeout", "wait-for-iface-timeout", "wait-iface-timeout"},
                help = "how long to wait for a network interface",
                defaultValue = "60")
        Duration interfaceLimit,

        @Option(
                name = "wait-for-fs",
                help = "wait for a file or directory to appear before the hooks of root",
                argument = "PATH")
        List<String> items,

        @Option(
                name = "wait-for-file",
                help = "wait for a regular file to appear before the hooks of root",
                argument = "PATH")
        List<String> files,

        @Option(
                name = "wait-for-dir",
                help = "wait for a directory to appear before the hooks of root",
                argument = "PATH")
        List<String> directories,

        @Option(
                name = "wait-for-mountpoint",
                help = "wait for something to be mounted on a directory before the hooks of root",
                argument = "PATH")
        List<String> mountpoints,

        @Option(
                name = "wait-for-fs-timeout",
                help = "how long to wait for a file, directory or mount point",
                defaultValue = "60")
        Duration limit,

        @Option(
                name = "wait-for-socket",
                help = "wait for a socket to accept connections before apps are loaded",
                argument = "HOST:PORT|PATH")
        List<String> sockets,

        @Option(name = "wait-for-socket-timeout", help = "how long to wait for a socket", defaultValue = "60")
        Duration socketLimit) {}
