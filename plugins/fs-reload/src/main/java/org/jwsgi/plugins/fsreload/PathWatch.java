package org.jwsgi.plugins.fsreload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.plugins.fsreload.FsReloadOptions.Effect;

/**
 * Waits for changes at paths, told by inotify, on a thread of its own. A file is watched through its folder, so that it
 * may be replaced by another, as editors and deployment tools do. The first change reloads. Changes that come while a
 * reload is being prepared ask for another one, in case that one is refused because a file was half written. A signal is
 * raised for what changes at its path, once for all that the system tells at one time.
 */
final class PathWatch implements MasterService {
    private final MasterContext context;
    private final FsReloadOptions options;
    private final List<Target> targets = new ArrayList<>();
    private @Nullable WatchService service;
    private Wanted wanted = Wanted.NOTHING; // guarded by this

    /** What the changes so far ask for. */
    private enum Wanted {
        NOTHING,
        GRACEFUL,
        BRUTAL
    }

    /**
     * Something to watch.
     *
     * @param path what was configured
     * @param key the watch over it, or over the folder that it is in
     * @param name the file in that folder; null for everything
     * @param effect what a change does
     */
    private record Target(Path path, WatchKey key, @Nullable Path name, Effect effect) {
        boolean concerns(List<WatchEvent<?>> events) {
            for (WatchEvent<?> event : events) {
                if (name == null || event.context() == null || name.equals(event.context())) {
                    return true;
                }
            }
            return false;
        }
    }

    PathWatch(MasterContext context, FsReloadOptions options) {
        this.context = context;
        this.options = options;
    }

    @Override
    public void start() {
        WatchService opened;
        try {
            opened = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new ServiceException("cannot watch the file system: " + e.getMessage(), e);
        }
        service = opened;
        options.gracefully().forEach(path -> register(opened, path, new Effect.Reload(true)));
        options.brutally().forEach(path -> register(opened, path, new Effect.Reload(false)));
        options.signals()
                .forEach(entry -> register(opened, FsReloadOptions.pathOf(entry), FsReloadOptions.signalOf(entry)));
        context.background("fs-reload", () -> watch(opened));
    }

    private void register(WatchService opened, Path path, Effect effect) {
        boolean folder = Files.isDirectory(path);
        Path parent = path.getParent();
        Path watched = folder ? path : parent == null ? Path.of(".") : parent;
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            WatchKey key = watched.register(
                    opened,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            targets.add(new Target(path, key, folder ? null : path.getFileName(), effect));
            context.log().info("[jwsgi-fsmon] registered monitor for \"{}\"", path);
        } catch (NoSuchFileException e) {
            throw new ServiceException("cannot watch " + path + ": no such file or directory", e);
        } catch (IOException e) {
            throw new ServiceException("cannot watch " + path + ": " + e.getMessage(), e);
        }
    }

    private void watch(WatchService opened) {
        try {
            while (true) {
                WatchKey key = opened.take();
                List<WatchEvent<?>> events = key.pollEvents();
                boolean gone = !key.reset();
                for (Target target : targets) {
                    if (target.key().equals(key) && (gone || target.concerns(events))) {
                        changed(target);
                    }
                }
            }
        } catch (ClosedWatchServiceException e) {
            context.log().debug("the watch ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(Target target) {
        switch (target.effect()) {
            case Effect.Reload(boolean gracefully) -> wantReload(target, gracefully);
            case Effect.Signal(int number) -> {
                if (context.control().running()) {
                    context.log().info("[jwsgi-fsmon] detected event on \"{}\"", target.path());
                    context.raiseSignal(number);
                }
            }
        }
    }

    private synchronized void wantReload(Target target, boolean gracefully) {
        if (wanted == Wanted.NOTHING) {
            context.log().info("[jwsgi-fsmon] detected event on \"{}\"", target.path());
        }
        if (!gracefully || wanted == Wanted.NOTHING) {
            wanted = gracefully ? Wanted.GRACEFUL : Wanted.BRUTAL;
        }
        context.post(this::reload);
    }

    /** Reloads as soon as that makes sense. Master loop. */
    private synchronized void reload() {
        Wanted now = wanted;
        if (now != Wanted.NOTHING && context.control().running()) {
            wanted = Wanted.NOTHING;
            context.control().reload(now == Wanted.GRACEFUL);
        }
    }

    @Override
    public void onTick() {
        reload();
    }

    @Override
    public void close() {
        WatchService opened = service;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                context.log().debug("cannot close the watch", e);
            }
        }
    }
}
