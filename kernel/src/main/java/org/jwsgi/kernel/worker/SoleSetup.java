package org.jwsgi.kernel.worker;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.vassal.Vassal;

/**
 * Everything that a sole process is given.
 *
 * @param options the processes
 * @param pidfiles the pid files
 * @param instance facts about the instance
 * @param board a scoreboard of this process
 * @param identity who the process becomes; empty to stay
 * @param hooks what other parts of the kernel do for it
 * @param governed the Emperor's part, if an Emperor has started it
 */
public record SoleSetup(
        ProcessOptions options,
        PidfileOptions pidfiles,
        InstanceInfo instance,
        Scoreboard board,
        Optional<Privileges> identity,
        Hooks hooks,
        Optional<Governed> governed) {
    /**
     * What other parts of the kernel do for a sole process.
     *
     * @param dropped is called on the main thread once privileges are dropped: before any app is loaded, or
     *     late, after that
     * @param vacuum removes what a stopped instance leaves behind beside its pid files
     * @param up is called on the control thread once connections are accepted
     * @param watches who looks at the process; called on the control thread
     * @param halt ends the JVM on the spot with an exit code; used when an order to end comes while the apps still load
     */
    public record Hooks(Runnable dropped, Runnable vacuum, Runnable up, List<WorkerWatch> watches, IntConsumer halt) {}

    /**
     * What a sole process that an Emperor has started is for that Emperor, and how it starts itself anew, which nobody else
     * would do with its sockets.
     *
     * @param vassal what it is for the Emperor
     * @param check looks whether a new image could start; the result is the reason why not. Called on a thread of its own
     * @param reloaded whether an image was there before this one
     */
    public record Governed(Vassal vassal, Supplier<Optional<String>> check, boolean reloaded) {}

    /**
     * Who the process becomes.
     *
     * @param identity user and groups
     * @param kept the capabilities that stay; empty for what Linux leaves
     * @param late whether only once the apps are loaded
     */
    public record Privileges(Identity identity, Optional<Capabilities> kept, boolean late) {
        void drop() {
            Credentials.become(identity, kept);
            Capabilities.handOnNone();
        }
    }
}
