package org.jwsgi.plugins.emperor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Where vassals come from and how they are governed.
 *
 * @param sources the addresses of monitors
 * @param frequency the time between two scans
 * @param extraExtensions further endings of names
 * @param noFollow whether links count instead of what they lead to
 * @param tyrant whether vassals run as the owners of their configurations
 * @param tyrantNoFollow whether the owner of a link counts
 * @param stats the address of the stats server
 * @param pidfile holds the Emperor's pid
 * @param procname the Emperor's name for {@code ps}
 * @param throttle by how much the delay of spawns, and the punishment of bad vassals, grows
 * @param maxThrottle how far both grow
 * @param noBlacklist whether bad vassals are not punished
 * @param requiredHeartbeat how long a vassal that sends heartbeats may be silent
 * @param curseTolerance how long a vassal may take to end
 * @param gracefulShutdown whether vassals that are stopped finish their requests
 * @param broodlord how many reinforcements may run at once
 * @param onDemandExtension what is added to a file's name to find its on-demand socket
 * @param onDemandDirectory where on-demand sockets are
 * @param onDemandExec prints the on-demand socket of a vassal
 * @param early whether the Emperor starts before privileges are dropped
 * @param subreaper whether processes that lose their parents become children of the Emperor
 */
@OptionGroup("Emperor")
record EmperorOptions(
        @Option(
                name = "emperor",
                help = "run the instances that a directory, a pattern or another source names",
                argument = "DIRECTORY|PATTERN|SCHEME://...")
        List<String> sources,

        @Option(name = "emperor-freq", help = "time between two scans for vassals", defaultValue = "3")
        Duration frequency,

        @Option(
                name = "emperor-extra-extension",
                aliases = "emperor-extra-ext",
                help = "accept vassals whose names end so, with the dot",
                argument = "SUFFIX")
        List<String> extraExtensions,

        @Option(name = "emperor-nofollow", help = "look at links, not at what they lead to")
        boolean noFollow,

        @Option(name = "emperor-tyrant", help = "run each vassal as the owner of its configuration")
        boolean tyrant,

        @Option(name = "emperor-tyrant-nofollow", help = "in tyrant mode take the owner of a link")
        boolean tyrantNoFollow,

        @Option(
                name = "emperor-stats",
                aliases = "emperor-stats-server",
                help = "serve the state of the Emperor as JSON on an address",
                argument = "HOST:PORT|PATH")
        Optional<String> stats,

        @Option(name = "emperor-pidfile", help = "write the Emperor's pid to a file")
        Optional<Path> pidfile,

        @Option(name = "emperor-procname", help = "name the Emperor's process", argument = "NAME")
        Optional<String> procname,

        @Option(
                name = "emperor-throttle",
                help =
                        "by how much vassals that come in one second, and vassals that keep dying, are delayed more and more",
                unit = "ms",
                defaultValue = "1000")
        Duration throttle,

        @Option(
                name = "emperor-max-throttle",
                help = "the longest delay of a vassal",
                unit = "ms",
                defaultValue = "180000")
        Duration maxThrottle,

        @Option(name = "emperor-no-blacklist", help = "start vassals that keep dying again at once")
        boolean noBlacklist,

        @Option(
                name = "emperor-required-heartbeat",
                help = "reload a vassal that has sent heartbeats and is silent for so long",
                defaultValue = "30")
        Duration requiredHeartbeat,

        @Option(
                name = "emperor-curse-tolerance",
                help = "how long a vassal may take to end before it is killed",
                defaultValue = "30")
        Duration curseTolerance,

        @Option(name = "emperor-graceful-shutdown", help = "let vassals that are stopped finish their requests")
        boolean gracefulShutdown,

        @Option(
                name = "emperor-broodlord",
                help = "run up to so many reinforcements of vassals that ask for them",
                argument = "N")
        int broodlord,

        @Option(
                name = "emperor-on-demand-extension",
                aliases = "emperor-on-demand-ext",
                help = "the file of this name with the suffix added holds the on-demand socket of a vassal",
                argument = "SUFFIX")
        Optional<String> onDemandExtension,

        @Option(
                name = "emperor-on-demand-directory",
                aliases = "emperor-on-demand-dir",
                help = "the on-demand socket of a vassal is in this directory, named after it")
        Optional<Path> onDemandDirectory,

        @Option(
                name = "emperor-on-demand-exec",
                help = "a command that prints the on-demand socket of the vassal that is its argument",
                argument = "COMMAND")
        Optional<String> onDemandExec,

        @Option(name = "early-emperor", help = "start the Emperor before privileges are dropped")
        boolean early,

        @Option(name = "emperor-subreaper", help = "let the Emperor adopt and collect what vassals leave behind")
        boolean subreaper) {

    private static final List<String> ENDINGS = List.of(".xml", ".ini", ".yml", ".yaml", ".js", ".json");
    private static final int NAME_BYTES = 255;

    /** Tells whether a name can be that of a vassal; one that would break a line of the log cannot. */
    boolean accepts(String name) {
        return isShort(name)
                && name.chars().noneMatch(Character::isISOControl)
                && (ENDINGS.stream().anyMatch(name::endsWith)
                        || extraExtensions.stream().anyMatch(name::endsWith));
    }

    private static boolean isShort(String name) {
        return name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length < NAME_BYTES;
    }
}
