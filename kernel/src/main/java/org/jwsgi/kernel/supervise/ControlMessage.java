package org.jwsgi.kernel.supervise;

import java.util.List;

/** What master and children tell each other on the control channel. The end of the stream is a message, too: death. */
public sealed interface ControlMessage {
    /**
     * An app that a worker has loaded.
     *
     * @param modifier1 its language
     * @param mountpoint where it is mounted
     * @param startupSeconds how long loading took
     * @param chdir its working directory, empty for the worker's
     */
    record App(int modifier1, String mountpoint, long startupSeconds, String chdir) {}

    /**
     * Worker to master: the apps that it has loaded, in the order of their numbers.
     *
     * @param apps the apps
     */
    record AppsLoaded(List<App> apps) implements ControlMessage {
        /** Copies the apps. */
        public AppsLoaded {
            apps = List.copyOf(apps);
        }
    }

    /** Worker to master: it accepts connections. */
    record Accepting() implements ControlMessage {}

    /** Worker to master: it ends by its own decision, as after {@code max-requests}. */
    record Leaving() implements ControlMessage {}

    /** Master to worker: accept nothing until further notice. */
    record Pause() implements ControlMessage {}

    /** Master to worker: accept again. */
    record Resume() implements ControlMessage {}

    /**
     * Master to worker: what do you run?
     *
     * @param inquiry comes back with the answer
     */
    record AskRequests(int inquiry) implements ControlMessage {}

    /**
     * Worker to master: one running request.
     *
     * @param inquiry the number of the question
     * @param core the core that runs it
     * @param vars its variables as {@code NAME=VALUE}
     */
    record RunningRequest(int inquiry, int core, List<String> vars) implements ControlMessage {
        /** Copies the variables. */
        public RunningRequest {
            vars = List.copyOf(vars);
        }
    }

    /**
     * Worker to master: no more requests.
     *
     * @param inquiry the number of the question
     */
    record RequestsTold(int inquiry) implements ControlMessage {}
}
