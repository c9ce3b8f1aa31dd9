package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.kernel.request.AppTable;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the apps of a worker or sole process and says what came of it, as {@code need-app} wants. Main thread. */
final class AppLoading {
    private static final Logger LOG = LoggerFactory.getLogger(AppLoading.class);

    private AppLoading() {}

    /**
     * Loads the apps.
     *
     * @param needed {@code need-app}
     * @throws AppLoadException when an app cannot be loaded, or none is and one is needed
     */
    static AppTable load(WorkerRuntime runtime, boolean needed) {
        AppTable apps;
        try {
            apps = runtime.loadApps();
        } catch (AppLoadException e) {
            if (needed) {
                Main.reportApp(e);
                throw new AppLoadException("*** no app loaded. GAME OVER ***", null);
            }
            throw e;
        }
        if (apps.isEmpty()) {
            if (needed) {
                throw new AppLoadException("*** no app loaded. GAME OVER ***", null);
            }
            LOG.warn("*** no app loaded. going in full dynamic mode ***");
        }
        return apps;
    }

    /** Returns the apps as the master's stats show them. */
    static List<ControlMessage.App> described(AppTable apps) {
        List<ControlMessage.App> described = new ArrayList<>();
        for (AppTable.App app : apps.apps()) {
            described.add(new ControlMessage.App(
                    app.language().modifier1(), app.app().mountpoint(), app.startupSeconds(), ""));
        }
        return described;
    }
}
