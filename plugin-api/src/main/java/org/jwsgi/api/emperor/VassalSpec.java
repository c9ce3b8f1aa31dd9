package org.jwsgi.api.emperor;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vassal as a monitor wants it. Made by {@link #of} and the methods that return changed copies. Immutable.
 *
 * @param name its name, the same for the whole life; its ending tells how its configuration is written. Names are unique over
 *     all monitors: the first that names one owns it
 * @param config its configuration, handed to the vassal through a pipe; absent when the vassal reads the file or URL that its
 *     name is
 * @param stamp when its configuration was changed last, on any clock: the vassal is reloaded when it becomes later, and only
 *     then. Fractions of a second count
 * @param owner whom it runs as in tyrant mode, otherwise without effect. A change stops it and starts it anew
 * @param socket the address of its on-demand socket: it is started by the first connection. Absent to start it at once. A
 *     change between the two is noticed together with a later stamp
 * @param directory its working directory, absent for the Emperor's
 * @param attributes further facts in order, which options such as {@code emperor-wrapper-attr} name
 */
public record VassalSpec(
        String name,
        Optional<Config> config,
        Instant stamp,
        VassalOwner owner,
        Optional<String> socket,
        Optional<Path> directory,
        Map<String, List<String>> attributes) {

    /** The most bytes that a configuration may have; the length of its packet has 16 bits. */
    public static final int MAX_CONFIG = 65535;

    /** Copies the attributes. */
    public VassalSpec {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        attributes.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        attributes = java.util.Collections.unmodifiableMap(copy);
    }

    /**
     * The text of a configuration.
     *
     * @param bytes the text as the vassal's parser reads it; the array is not copied, so nobody may change it
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Config(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Config(byte[] theirs) && java.util.Arrays.equals(bytes, theirs);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        /** Returns the length alone: a configuration may hold secrets. */
        @Override
        public String toString() {
            return "Config[" + bytes.length + " bytes]";
        }
    }

    /** Describes a vassal that reads the file or URL that its name is, in the Emperor's working directory. */
    public static VassalSpec of(String name, Instant stamp) {
        return new VassalSpec(
                name, Optional.empty(), stamp, VassalOwner.UNKNOWN, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Returns a copy with a configuration, given to the vassal as UTF-8. */
    public VassalSpec withConfig(String text) {
        return withConfig(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a copy with a configuration. */
    public VassalSpec withConfig(byte[] bytes) {
        return new VassalSpec(
                name, Optional.of(new Config(bytes.clone())), stamp, owner, socket, directory, attributes);
    }

    /** Returns a copy with another stamp. */
    public VassalSpec stampedAt(Instant newStamp) {
        return new VassalSpec(name, config, newStamp, owner, socket, directory, attributes);
    }

    /** Returns a copy that belongs to somebody. */
    public VassalSpec ownedBy(int uid, int gid) {
        return new VassalSpec(name, config, stamp, new VassalOwner(uid, gid), socket, directory, attributes);
    }

    /** Returns a copy that is started by the first connection to a socket: {@code HOST:PORT}, or the path of a UNIX socket. */
    public VassalSpec onDemand(String newSocket) {
        return new VassalSpec(name, config, stamp, owner, Optional.of(newSocket), directory, attributes);
    }

    /** Returns a copy with a working directory. */
    public VassalSpec in(Path newDirectory) {
        return new VassalSpec(name, config, stamp, owner, socket, Optional.of(newDirectory), attributes);
    }

    /** Returns a copy with one more attribute; a key may come several times. */
    public VassalSpec with(String key, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(attributes);
        List<String> values = new ArrayList<>(more.getOrDefault(key, List.of()));
        values.add(value);
        more.put(key, values);
        return new VassalSpec(name, config, stamp, owner, socket, directory, more);
    }

    /** Returns the first value of an attribute. */
    public Optional<String> attribute(String key) {
        List<String> values = attributes.getOrDefault(key, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
