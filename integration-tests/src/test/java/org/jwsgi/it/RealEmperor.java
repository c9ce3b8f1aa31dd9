package org.jwsgi.it;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import net.minidev.json.parser.JSONParser;

/**
 * A real uWSGI Emperor over a folder of vassals, which are jwsgi instances, except that those whose names begin with
 * {@code uwsgi} are real ones. Closing it ends the Emperor, and all vassals with it.
 */
final class RealEmperor implements AutoCloseable {
    private static final long LOOK_NANOS = 50_000_000;

    private final ServerProcess process;
    private final Path folder;
    private final Path stats;

    private RealEmperor(ServerProcess process, Path folder, Path stats) {
        this.process = process;
        this.folder = folder;
        this.stats = stats;
    }

    /** Starts an Emperor over a folder of its own, with further options. */
    static RealEmperor start(Path directory, String... options) throws IOException {
        Programs.require("uwsgi", "uwsgi-core and uwsgi-plugin-python3");
        Path folder = Files.createDirectories(directory.resolve("vassals"));
        Path stats = directory.resolve("emperor.stats");
        Path wrapper = Files.writeString(directory.resolve("wrapper"), """
                #!/bin/sh
                case "$*" in *uwsgi*.ini*) exec uwsgi "$@" ;; *) exec %s "$@" ;; esac
                """.formatted(
                        ServerProcess.distribution().resolve("bin/jwsgi")));
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(
                "uwsgi",
                "--emperor",
                folder.toString(),
                "--emperor-wrapper",
                wrapper.toString(),
                "--emperor-stats",
                stats.toString(),
                "--emperor-freq",
                "1"));
        command.addAll(List.of(options));
        return new RealEmperor(ServerProcess.start(directory, Map.of(), command), folder, stats);
    }

    /** Returns the Emperor's process, whose output is the vassals' as well. */
    ServerProcess process() {
        return process;
    }

    /** Returns the folder with the vassals' files. */
    Path folder() {
        return folder;
    }

    /** Adds a vassal; the name is put in place at once with its whole content. */
    void add(String name, String... lines) throws IOException {
        Path draft = Files.writeString(folder.resolve(name + ".draft"), "[uwsgi]\n" + String.join("\n", lines) + "\n");
        Files.move(draft, folder.resolve(name));
    }

    /** Makes a vassal's file newer than it was. */
    void touch(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 2000));
    }

    void remove(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    /** Waits until the Emperor says something of a vassal and returns all that it says of it. */
    JSONObject await(String name, Predicate<JSONObject> wanted) throws Exception {
        return look(name, found -> found.filter(wanted).isPresent()).orElseThrow();
    }

    /** Waits until the Emperor has a vassal no more. */
    void awaitGone(String name) throws Exception {
        look(name, Optional::isEmpty);
    }

    private Optional<JSONObject> look(String name, Predicate<Optional<JSONObject>> wanted) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        Optional<JSONObject> found = vassal(name);
        while (!wanted.test(found)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError(name + " is " + found + " in:\n" + String.join("\n", process.lines()));
            }
            LockSupport.parkNanos(LOOK_NANOS); // each look makes the Emperor scan its folder
            found = vassal(name);
        }
        return found;
    }

    /** Returns what the Emperor says of a vassal; empty when it has none of this name. */
    Optional<JSONObject> vassal(String name) throws Exception {
        if (!Files.exists(stats)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(stats));
            String text = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            JSONObject tree = (JSONObject) new JSONParser(JSONParser.MODE_PERMISSIVE).parse(text);
            for (Object vassal : (JSONArray) requireNonNull(tree.get("vassals"))) {
                if (name.equals(((JSONObject) vassal).get("id"))) {
                    return Optional.of((JSONObject) vassal);
                }
            }
            return Optional.empty();
        }
    }

    /** Returns a number of what the Emperor says of a vassal. */
    static long number(JSONObject vassal, String key) {
        return ((Number) requireNonNull(vassal.get(key), key)).longValue();
    }

    @Override
    public void close() {
        process.close();
    }
}
