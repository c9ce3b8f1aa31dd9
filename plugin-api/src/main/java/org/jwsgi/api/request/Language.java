package org.jwsgi.api.request;

import java.util.List;
import java.util.Optional;

/** A language's runtime in one worker. Runs in: WORKER. */
public interface Language extends AutoCloseable {
    /**
     * Loads the apps that the language's own options name. Main thread; may block.
     *
     * @throws AppLoadException when an app cannot be loaded
     */
    List<LoadedApp> loadApps();

    /**
     * Loads an app for {@code mount = MOUNTPOINT=APP} or for a request that names its app itself.
     *
     * @return the app, or empty when {@code app} is not of this language
     * @throws AppLoadException when it is of this language but cannot be loaded
     */
    Optional<LoadedApp> mount(String mountpoint, String app);

    /** Answers requests for this language when no app matches. Empty when the kernel should answer 500. */
    default Optional<RequestHandler> withoutApp() {
        return Optional.empty();
    }

    /** Ends the runtime. Called once, when no request runs any more. */
    @Override
    void close();
}
