package org.jwsgi.kernel.supervise;

import java.util.List;
import org.jwsgi.api.watch.LateRequest;

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

    /** Worker to master: it waits for requests, as it has to tell from time to time. */
    record Waiting() implements ControlMessage {}

    /** Worker to master: it ends by its own decision, as after {@code max-requests}. */
    record Leaving() implements ControlMessage {}

    /**
     * Worker to master: it wants a successor, and ends when {@link Leave} tells that there is one.
     *
     * @param stopped whether it accepts nothing any more
     */
    record Retire(boolean stopped) implements ControlMessage {}

    /** Master to worker: finish what runs, then end. */
    record Leave() implements ControlMessage {}

    /**
     * Master to worker: these requests are late. Log what they do, and then what the flags say; answered like {@link
     * AskRequests}.
     *
     * @param inquiry comes back with the answer
     * @param everything whether to log what all threads do
     * @param interrupt whether to interrupt their threads and answer 504 when they yield
     * @param answer whether to answer 504 in their stead
     * @param requests the requests
     */
    record Overdue(int inquiry, boolean everything, boolean interrupt, boolean answer, List<LateRequest> requests)
            implements ControlMessage {
        /** Copies the requests. */
        public Overdue {
            requests = List.copyOf(requests);
        }
    }

    /**
     * Worker to master: an alarm was raised.
     *
     * @param alarm its name
     * @param message what it says
     * @param lost how many were raised before and could not be told
     */
    record Alarm(String alarm, String message, long lost) implements ControlMessage {}

    /**
     * Worker to master: it handles a uWSGI signal from now on.
     *
     * @param number the signal, 0 to 255
     * @param target who is to handle it
     */
    record SignalRegistered(int number, SignalTarget target) implements ControlMessage {}

    /**
     * Worker to master: a uWSGI signal was raised.
     *
     * @param number the signal, 0 to 255
     */
    record SignalRaised(int number) implements ControlMessage {}

    /**
     * Master to worker: handle a uWSGI signal, which the worker has registered. The next one comes after {@link SignalDone}.
     *
     * @param number the signal, 0 to 255
     */
    record HandleSignal(int number) implements ControlMessage {}

    /** Worker to master: the uWSGI signal is handled, or its handler has failed. */
    record SignalDone() implements ControlMessage {}

    /** Worker to master: end the instance, which cannot live with what has failed here. */
    record EndInstance() implements ControlMessage {}

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
