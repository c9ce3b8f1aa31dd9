package org.jwsgi.kernel.vassal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** What an instance does for the Emperor that governs it; without an Emperor, nothing. Read by the master. */
@OptionGroup("Vassal")
public record VassalOptions(
        @Option(
                name = "heartbeat",
                help = "tell the Emperor this often that a worker waits for requests; 0 for never",
                defaultValue = "0")
        Duration heartbeat,

        @Option(
                name = "vassal-sos",
                help =
                        "ask the Emperor for reinforcements when all workers are busy, at most once in this time; 0 for never",
                defaultValue = "0",
                implies = "master")
        Duration sos,

        @Option(
                name = "vassal-sos-backlog",
                help =
                        "ask the Emperor for reinforcements while this many connections wait in a listen queue; 0 for never",
                argument = "CONNECTIONS",
                defaultValue = "0",
                implies = "master")
        int sosBacklog,

        @Option(
                name = "emperor-proxy-socket",
                help =
                        "hand the connection to the Emperor to whoever asks on this UNIX socket, instead of listening to it",
                argument = "PATH")
        Optional<Path> proxySocket) {}
