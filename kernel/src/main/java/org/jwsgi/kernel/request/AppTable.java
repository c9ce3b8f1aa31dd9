package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LoadedApp;
import org.jwsgi.api.request.RequestVars;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The apps of a worker in the order of their loading, and which of them serves a request. Runs in: WORKER. Filled on the
 * main thread by {@link #load}; afterwards safe on any thread, apps may still be added by requests that name theirs.
 */
public final class AppTable {
    private static final Logger LOG = LoggerFactory.getLogger(AppTable.class);

    /**
     * A language's runtime in this worker.
     *
     * @param name its provider's name
     * @param modifier1 the modifier that selects it
     * @param language the runtime
     */
    public record InstalledLanguage(String name, int modifier1, Language language) {}

    /**
     * An app in its slot.
     *
     * @param id its number, from 0
     * @param language the language that runs it
     * @param app the app
     * @param startupSeconds whole seconds that loading took
     */
    public record App(int id, InstalledLanguage language, LoadedApp app, long startupSeconds) {}

    /** An app with its mountpoint as it is compared with requests. */
    private record Slot(App app, byte[] mountpoint, int boundary) {
        static Slot of(App app) {
            byte[] bytes = app.app().mountpoint().getBytes(UTF_8);
            int boundary = bytes.length > 0 && bytes[bytes.length - 1] == '/' ? bytes.length - 1 : bytes.length;
            return new Slot(app, bytes, boundary);
        }

        boolean mayBeDefault() {
            return mountpoint.length == 0 || mountpoint[0] == '/';
        }
    }

    private final RequestOptions options;
    private final boolean vhost;
    private final List<InstalledLanguage> languages;
    private final int capacity;
    private final Object loading = new Object();
    private volatile Slot[] slots = {};

    /**
     * Creates an empty table.
     *
     * @param vhost {@code vhost}: whether apps are chosen by host, too
     * @param languages the loaded languages, in order
     * @param slots how many apps the scoreboard has room for
     */
    public AppTable(RequestOptions options, boolean vhost, List<InstalledLanguage> languages, int slots) {
        this.options = options;
        this.vhost = vhost;
        this.languages = List.copyOf(languages);
        this.capacity = Math.min(options.maxApps(), slots);
    }

    /**
     * Loads the apps of all languages and then those of {@code mount}. Main thread, once.
     *
     * @throws AppLoadException when an app cannot be loaded, or no language knows a mounted one
     */
    public void load() {
        for (InstalledLanguage language : languages) {
            long start = System.nanoTime();
            List<LoadedApp> loaded = language.language().loadApps();
            long seconds = (System.nanoTime() - start) / 1_000_000_000L;
            for (LoadedApp app : loaded) {
                add(language, app, seconds);
            }
        }
        for (KeyValue mount : options.mount()) {
            LOG.info("mounting {} on {}", mount.value(), mount.key());
            if (mount(languages, mount.key(), mount.value()) == null) {
                throw new AppLoadException(
                        "cannot mount \"" + mount.value() + "\" on \"" + mount.key()
                                + "\": no loaded language knows such an app",
                        null);
            }
        }
    }

    private @Nullable App mount(List<InstalledLanguage> candidates, String mountpoint, String name) {
        for (InstalledLanguage language : candidates) {
            long start = System.nanoTime();
            Optional<LoadedApp> loaded = language.language().mount(mountpoint, name);
            if (loaded.isPresent()) {
                return add(language, loaded.get(), (System.nanoTime() - start) / 1_000_000_000L);
            }
        }
        return null;
    }

    private App add(InstalledLanguage language, LoadedApp loaded, long seconds) {
        synchronized (loading) {
            Slot[] current = slots;
            if (current.length >= capacity) {
                throw new AppLoadException(
                        "cannot load app " + loaded.name() + ": there are " + capacity + " already (max-apps)", null);
            }
            App app = new App(current.length, language, loaded, seconds);
            Slot[] grown = Arrays.copyOf(current, current.length + 1);
            grown[current.length] = Slot.of(app);
            slots = grown;
            return app;
        }
    }

    /** Tells whether no app has been loaded. */
    public boolean isEmpty() {
        return slots.length == 0;
    }

    /** Returns the apps in the order of their ids. */
    public List<App> apps() {
        List<App> apps = new ArrayList<>();
        for (Slot slot : slots) {
            apps.add(slot.app());
        }
        return List.copyOf(apps);
    }

    // ---- requests ----

    /** Returns the language for a modifier, or null when no plugin has it. */
    @Nullable
    InstalledLanguage language(int modifier1) {
        for (int i = 0; i < languages.size(); i++) {
            if (languages.get(i).modifier1() == modifier1) {
                return languages.get(i);
            }
        }
        if (modifier1 != 0) {
            return null;
        }
        // Front servers send 0 unless told otherwise: nobody claims it, so it means "the app".
        if (languages.size() == 1) {
            return languages.getFirst();
        }
        if (!options.noDefaultApp()) {
            for (Slot slot : slots) {
                if (slot.mayBeDefault()) {
                    return slot.app().language();
                }
            }
        }
        return null;
    }

    /** Sets SCRIPT_NAME and PATH_INFO from the mountpoints, if the options want it. */
    void rewrite(RequestVars vars) {
        if (!options.manageScriptName()) {
            return;
        }
        int pathIndex = vars.indexOf("PATH_INFO");
        Slot best = pathIndex < 0 ? null : longestMount(vars, pathIndex);
        if (best == null) {
            if (!vars.contains("SCRIPT_NAME")) {
                vars.add("SCRIPT_NAME", "");
            }
            return;
        }
        byte[] path = vars.valueBytes(pathIndex);
        int cut = Math.min(best.mountpoint().length, path.length);
        vars.set("SCRIPT_NAME", best.app().app().mountpoint());
        vars.replaceValue(pathIndex, path, cut, path.length - cut);
    }

    private @Nullable Slot longestMount(RequestVars vars, int pathIndex) {
        byte[] bytes = vars.array();
        int start = vars.valueOffset(pathIndex);
        int length = vars.valueLength(pathIndex);
        Slot best = null;
        for (Slot slot : slots) {
            int boundary = slot.boundary();
            if (slot.mountpoint().length > 0
                    && (best == null || slot.mountpoint().length > best.mountpoint().length)
                    && boundary <= length
                    && Arrays.equals(bytes, start, start + boundary, slot.mountpoint(), 0, boundary)
                    && (boundary == length || bytes[start + boundary] == '/')) {
                best = slot;
            }
        }
        return best;
    }

    /** Returns the app of a request, loading the one that the request itself names; null when there is none. */
    @Nullable
    App find(RequestVars vars, InstalledLanguage language) {
        int idIndex = vars.indexOf("UWSGI_APPID");
        if (idIndex < 0 && !options.ignoreScriptName()) {
            idIndex = vars.indexOf("SCRIPT_NAME");
        }
        byte[] id;
        int start = 0;
        int length = 0;
        if (vhost && !vars.contains("UWSGI_APPID")) {
            String host = vars.get(options.vhostHost() ? "HTTP_HOST" : "SERVER_NAME", "");
            id = (host + "|" + (idIndex < 0 ? "" : vars.value(idIndex))).getBytes(UTF_8);
            length = id.length;
        } else {
            id = vars.array();
            if (idIndex >= 0) {
                start = vars.valueOffset(idIndex);
                length = vars.valueLength(idIndex);
            }
        }
        App exact = exact(id, start, length, language);
        if (exact != null) {
            return exact;
        }
        String named = namedApp(vars);
        if (!named.isEmpty()) {
            App dynamic = dynamic(new String(id, start, length, UTF_8), named, language);
            if (dynamic != null) {
                return dynamic;
            }
        }
        return options.noDefaultApp() ? null : defaultApp(language);
    }

    private @Nullable App exact(byte[] id, int start, int length, InstalledLanguage language) {
        for (Slot slot : slots) {
            if (slot.app().language() == language
                    && slot.mountpoint().length == length
                    && Arrays.equals(id, start, start + length, slot.mountpoint(), 0, length)) {
                return slot.app();
            }
        }
        return null;
    }

    private @Nullable App defaultApp(InstalledLanguage language) {
        for (Slot slot : slots) {
            if (slot.mayBeDefault() && slot.app().language() == language) {
                return slot.app();
            }
        }
        return null;
    }

    /** Returns the app that the front server names in the request: a script, else a module, else a file. */
    private static String namedApp(RequestVars vars) {
        String script = vars.get("UWSGI_SCRIPT", "");
        if (!script.isEmpty()) {
            return script;
        }
        String module = vars.get("UWSGI_MODULE", "");
        if (!module.isEmpty()) {
            String callable = vars.get("UWSGI_CALLABLE", "");
            return callable.isEmpty() ? module : module + ":" + callable;
        }
        return vars.get("UWSGI_FILE", "");
    }

    private @Nullable App dynamic(String id, String name, InstalledLanguage language) {
        synchronized (loading) {
            byte[] bytes = id.getBytes(UTF_8);
            App already = exact(bytes, 0, bytes.length, language);
            if (already != null) {
                return already;
            }
            try {
                return mount(List.of(language), id, name);
            } catch (AppLoadException e) {
                LOG.error("cannot load app \"{}\" for a request", name, e);
                return null;
            }
        }
    }
}
