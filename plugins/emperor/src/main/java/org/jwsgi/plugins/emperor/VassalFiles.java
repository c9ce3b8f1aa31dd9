package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.slf4j.Logger;

/** Describes vassals whose configurations are files. Threads of monitors; several at once. */
final class VassalFiles {
    static final int MAX_ANSWER = 4096;
    private static final Duration EXEC_PATIENCE = Duration.ofSeconds(30);
    private static final int LEAST_SEEN = 1000;
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final EmperorOptions options;
    private final List<String> collected;
    private final Function<String, Optional<VassalOwner>> known;
    private final int emperor;
    private final Logger log;
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> sockets = new ConcurrentHashMap<>();
    private final Map<Path, VassalSpec> seen = new ConcurrentHashMap<>();
    private volatile int seenEnough = LEAST_SEEN;

    /**
     * Prepares.
     *
     * @param collected keys of attributes that {@code .ini} files may hold
     * @param known returns whom the vassal of a name was started as, if it exists: its socket is not looked up again, and
     *     its file stays good for that owner
     * @param emperor the Emperor's user
     */
    VassalFiles(
            EmperorOptions options,
            List<String> collected,
            Function<String, Optional<VassalOwner>> known,
            int emperor,
            Logger log) {
        this.options = options;
        this.collected = collected;
        this.known = known;
        this.emperor = emperor;
        this.log = log;
    }

    /** Asks the file system; empty when there is no file that could be a configuration. */
    private Optional<Facts> facts(Path file, String name) throws IOException {
        try {
            Map<String, Object> facts = Files.readAttributes(
                    file,
                    "unix:uid,gid,lastModifiedTime,isRegularFile,isSymbolicLink,isOther",
                    options.noFollow() ? NO_FOLLOW : FOLLOW);
            boolean regular = fact(facts, "isRegularFile", Boolean.class);
            boolean link = fact(facts, "isSymbolicLink", Boolean.class);
            if (!regular && !link) {
                if (options.tyrant() && fact(facts, "isOther", Boolean.class)) {
                    refuse(name, "it is no regular file");
                }
                return Optional.empty();
            }
            Instant stamp = fact(facts, "lastModifiedTime", FileTime.class).toInstant();
            if (options.tyrantNoFollow() && !options.noFollow()) {
                facts = Files.readAttributes(file, "unix:uid,gid", NO_FOLLOW);
            }
            return Optional.of(new Facts(stamp, fact(facts, "uid", Integer.class), fact(facts, "gid", Integer.class)));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // gone, or a link that leads nowhere
        } catch (FileSystemException e) {
            if (PathWalk.leadsNowhere(file, !options.noFollow())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T fact(Map<String, Object> facts, String name, Class<T> type) {
        return Objects.requireNonNull(type.cast(facts.get(name)), name);
    }

    /** What the file system says of a file. */
    private record Facts(Instant stamp, int uid, int gid) {}

    /** Describes the vassal of a file; empty when there is none. */
    Optional<VassalSpec> describe(Path file, String name, Path directory) {
        if (!options.accepts(name)) {
            return Optional.empty();
        }
        Optional<Facts> found;
        try {
            found = facts(file, name);
        } catch (IOException e) {
            return asBefore(file, name, e);
        }
        Optional<VassalSpec> vassal = described(file, name, directory, found);
        vassal.ifPresent(spec -> remember(file, spec));
        return vassal;
    }

    private void remember(Path file, VassalSpec spec) {
        seen.put(file, spec);
        if (seen.size() > seenEnough) {
            seen.values().removeIf(old -> known.apply(old.name()).isEmpty());
            seenEnough = Math.max(LEAST_SEEN, 2 * seen.size());
        }
    }

    /** Returns what was seen of a vassal's file last: a disk that does not answer ends nobody. */
    Optional<VassalSpec> asBefore(Path file, String name, IOException reason) {
        Optional<VassalOwner> owner = known.apply(name);
        Optional<VassalSpec> before = Optional.ofNullable(seen.get(file))
                .filter(spec ->
                        owner.isPresent() && (!options.tyrant() || owner.get().equals(spec.owner())));
        log.debug("cannot look at {}: {}", file, reason.toString());
        return before;
    }

    private Optional<VassalSpec> described(Path file, String name, Path directory, Optional<Facts> found) {
        return found.filter(facts -> isSafe(file, name, facts)).map(facts -> {
            VassalSpec spec = VassalSpec.of(name, facts.stamp())
                    .ownedBy(facts.uid(), facts.gid())
                    .in(directory);
            Optional<String> socket = socket(file, name, directory);
            if (socket.isPresent()) {
                spec = spec.onDemand(socket.get());
            }
            if (!collected.isEmpty() && name.endsWith(".ini")) {
                for (IniAttributes.Attribute attribute : IniAttributes.read(file, collected)) {
                    spec = spec.with(attribute.key(), attribute.value());
                }
            }
            return spec;
        });
    }

    /**
     * Tells whether a vassal's file is its owner's alone. What runs stays: it was, and only root can have changed that. This
     * holds for the owner it runs as only: a tenant can put a link to the file of another in the place of her own.
     */
    private boolean isSafe(Path file, String name, Facts facts) {
        if (!options.tyrant() || facts.uid() == 0) {
            return true; // root's own is refused elsewhere
        }
        VassalOwner owner = new VassalOwner(facts.uid(), facts.gid());
        if (known.apply(name).filter(owner::equals).isPresent()) {
            return true;
        }
        boolean follow = !options.noFollow() && !options.tyrantNoFollow();
        Optional<String> danger = new TenantPath(emperor, facts.uid(), follow).danger(file);
        if (danger.isEmpty()) {
            refusals.remove(name);
        } else {
            refuse(name, danger.get());
        }
        return danger.isEmpty();
    }

    /** Logs a reason once. */
    private void refuse(String name, String reason) {
        if (!reason.equals(refusals.put(name, reason))) {
            log.error("[emperor-tyrant] vassal {} is not started: {}", name, reason);
        }
    }

    /** Looks for the on-demand socket when the vassal is new, as uWSGI does, and remembers the answer as long as it is known. */
    private Optional<String> socket(Path file, String name, Path directory) {
        if (options.onDemandExtension().isEmpty()
                && options.onDemandDirectory().isEmpty()
                && options.onDemandExec().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> remembered = sockets.get(name);
        if (remembered != null && known.apply(name).isPresent()) {
            return remembered;
        }
        Optional<String> socket = lookUp(file, name, directory);
        sockets.put(name, socket);
        return socket;
    }

    private Optional<String> lookUp(Path file, String name, Path directory) {
        if (options.onDemandExtension().isPresent()) {
            return content(Path.of(file + options.onDemandExtension().get()), name);
        }
        if (options.onDemandDirectory().isPresent()) {
            String base = String.valueOf(file.getFileName());
            int dot = base.lastIndexOf('.');
            return Optional.of(options.onDemandDirectory()
                    .get()
                    .resolve((dot < 0 ? base : base.substring(0, dot)) + ".socket")
                    .toString());
        }
        return options.onDemandExec()
                .map(command -> new SocketQuestion(command, EXEC_PATIENCE, log))
                .flatMap(question -> question.ask(name, directory))
                .flatMap(VassalFiles::firstLine);
    }

    /** The Emperor makes the socket, and removes what has its name before, so no tenant may choose that. */
    private Optional<String> content(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (options.tyrant()) {
            Optional<String> danger = new TenantPath(emperor, emperor, true).danger(file);
            if (danger.isPresent()) {
                log.error("[emperor-tyrant] the socket of vassal {} is not taken: {}", name, danger.get());
                return Optional.empty();
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in.readNBytes(MAX_ANSWER));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns what stands before the first control character. */
    static Optional<String> firstLine(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && Byte.toUnsignedInt(bytes[end]) >= ' ') {
            end++;
        }
        String line = new String(bytes, 0, end, UTF_8);
        return line.isEmpty() ? Optional.empty() : Optional.of(line);
    }
}
