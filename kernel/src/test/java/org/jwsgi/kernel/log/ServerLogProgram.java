package org.jwsgi.kernel.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.JwsgiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process whose streams {@link ServerLogTest} redirects: the test's own must stay where they are. */
final class ServerLogProgram {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLogProgram.class);

    private final AtomicLong clock = new AtomicLong(1_795_256_377_000L);
    private final String target;

    private ServerLogProgram(String target) {
        this.target = target;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ServerLogProgram program = new ServerLogProgram(arguments[1]);
        switch (arguments[0]) {
            case "redirect" -> program.redirect();
            case "second" -> program.second();
            case "reload" -> program.reload();
            case "unwritable" -> program.unwritable();
            case "rotate" -> program.rotate(Optional.empty());
            case "rotate-to" -> program.rotate(Optional.of(arguments[2]));
            case "reopen" -> program.reopen();
            case "follow" -> program.follow();
            case "tap" -> program.tap();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void redirect() throws IOException, InterruptedException {
        LOG.info("before");
        ServerLog log = ServerLog.open(options(true, false, Optional.empty(), Optional.empty()), false, clock::get);
        System.out.println("from java");
        LOG.info("from a logger");
        log.requestSink().write("from the request log\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 21);
        new ProcessBuilder("sh", "-c", "echo from a child; echo its errors >&2")
                .inheritIO()
                .start()
                .waitFor();
        log.giveTo(0, 0); // without logfile-chown nothing happens
        log.checkSize();
        LOG.info("file {}", log.file());
    }

    private void second() {
        ServerLog log = ServerLog.open(elsewhere(Optional.of(target)), false, clock::get);
        LOG.info("before");
        log.openSecond(false);
        LOG.info("after");
    }

    private void reload() {
        ServerLog.open(options(true, false, Optional.empty(), Optional.empty()), true, clock::get);
        LOG.info("not opened again");
        ServerLog.open(options(true, true, Optional.empty(), Optional.empty()), true, clock::get);
        LOG.info("opened again");
    }

    private void unwritable() {
        try {
            ServerLog.open(options(false, false, Optional.empty(), Optional.empty()), false, clock::get);
        } catch (JwsgiException e) {
            LOG.error("{} {}", e.kind(), e.getMessage());
        }
    }

    private void rotate(Optional<String> backup) {
        ServerLog log =
                ServerLog.open(options(false, false, Optional.of(new ByteSize(100)), backup), false, clock::get);
        LOG.info("x".repeat(99));
        log.checkSize(); // exactly the limit is not too big
        LOG.info("y");
        log.checkSize();
        log.checkSize();
        LOG.info("new");
        LOG.info("z".repeat(99));
        log.checkSize();
        LOG.info("newest");
    }

    private void reopen() throws IOException {
        ServerLog log = ServerLog.open(options(false, false, Optional.empty(), Optional.empty()), false, clock::get);
        LOG.info("old");
        Files.move(Path.of(target), Path.of(target + ".moved"));
        LOG.info("still old");
        log.reopen();
        LOG.info("new");
    }

    private void follow() throws IOException {
        LogOptions options = options(false, false, Optional.empty(), Optional.empty());
        ServerLog.open(options, false, clock::get);
        ServerLog.inherit(options, LogMasterOptions.DEFAULTS, clock::get);
        LOG.info("one");
        Files.move(Path.of(target), Path.of(target + ".moved"));
        clock.addAndGet(1000);
        LOG.info("two"); // moved, but nothing new is there
        Files.createFile(Path.of(target));
        LOG.info("three"); // it looks once a second only
        clock.addAndGet(1000);
        LOG.info("four");
        clock.addAndGet(1000);
        LOG.info("five");
    }

    private void tap() throws IOException, InterruptedException {
        ServerLog log = ServerLog.open(elsewhere(Optional.empty()), false, clock::get);
        LogPipeline.Way way = new LogPipeline.Way(List.of(), List.of(), List.of(), List.of(), List.of());
        log.startMaster(new LogPipeline(way, Optional.empty(), 8192), Optional.empty());
        log.tap(line -> {
            throw new IllegalStateException("a mistake of a listener");
        });
        log.tap(_ -> stick());
        log.tap(this::append);
        LOG.info("from a logger");
        new ProcessBuilder("echo", "from a child").inheritIO().start().waitFor();
        System.out.println("from java");
        log.close();
        LOG.info("after the end");
    }

    private void stick() {
        while (true) {
            LockSupport.park(this);
        }
    }

    private void append(LogLine line) {
        try {
            Files.writeString(Path.of(target), line.text(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LogOptions elsewhere(Optional<String> second) {
        return new LogOptions(
                Optional.empty(),
                Optional.empty(),
                second,
                false,
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private LogOptions options(boolean truncate, boolean reopen, Optional<ByteSize> maxSize, Optional<String> backup) {
        boolean chmod = target.endsWith(".chmod");
        return new LogOptions(
                Optional.empty(),
                Optional.of(target),
                Optional.empty(),
                false,
                chmod ? Optional.of(new FileMode(0604)) : Optional.empty(),
                truncate,
                reopen,
                maxSize,
                backup);
    }
}
