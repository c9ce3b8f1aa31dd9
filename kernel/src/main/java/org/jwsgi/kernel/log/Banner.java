package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import org.jwsgi.kernel.posix.LocalTime;
import org.jwsgi.kernel.posix.SystemFacts;
import org.slf4j.Logger;

/**
 * The lines that an instance logs while it starts, in the order of the methods here. They have uWSGI's shape, except that
 * the lines about uWSGI's compiler and regular expression library become one about the JDK. Runs in: MASTER, or the sole
 * process, main thread.
 */
public final class Banner {
    private final Logger log;

    /** Creates the banner. */
    public Banner(Logger log) {
        this.log = log;
    }

    /**
     * Says what starts, and on which machine.
     *
     * @param version jwsgi's version
     * @param epochSecond now
     * @param directory the working directory
     * @param launcher the program that was started
     */
    public void starting(String version, long epochSecond, Path directory, Path launcher) {
        log.info(
                "*** Starting jwsgi {} (64bit) on [{}] ***",
                version,
                new String(LocalTime.ctime(epochSecond), US_ASCII));
        log.info(
                "running on JDK {} ({}, {})",
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"));
        SystemFacts.Names names = SystemFacts.names();
        log.info("os: {}-{} {}", names.system(), names.release(), names.version());
        log.info("nodename: {}", names.node());
        log.info("machine: {}", names.machine());
        log.info("clock source: unix");
        log.info("detected number of CPU cores: {}", Runtime.getRuntime().availableProcessors());
        log.info("current working directory: {}", directory);
        log.info("detected binary path: {}", launcher);
    }

    /** Warns of root's privileges, when this process has them. */
    public void runningAsRoot() {
        if (SystemFacts.effectiveUser() == 0) {
            log.warn("jwsgi running as root, you can use --uid/--gid/--chroot options");
            log.warn("*** WARNING: you are running jwsgi as root !!! (use the --uid flag) ***");
        }
    }

    /** Warns that nothing supervises this process. */
    public void withoutMaster() {
        log.warn("*** WARNING: you are running jwsgi without its master process manager ***");
    }

    /**
     * Says which limits hold.
     *
     * @param thunderLock whether workers take turns to accept
     */
    public void limits(boolean thunderLock) {
        log.info("your processes number limit is {}", limit(SystemFacts.LIMIT_PROCESSES));
        log.info("your memory page size is {} bytes", SystemFacts.pageSize());
        log.info("detected max file descriptor number: {}", limit(SystemFacts.LIMIT_DESCRIPTORS));
        log.info("lock engine: lock-free shared memory");
        log.info("thunder lock: {}", thunderLock ? "enabled" : "disabled (you can enable it with --thunder-lock)");
    }

    /**
     * Says how many connections may wait. Only with sockets.
     *
     * @param connections the backlog of each listening socket
     */
    public void listenBacklog(int connections) {
        log.info("your server socket listen backlog is limited to {} connections", connections);
    }

    /**
     * Says how long workers may take to end.
     *
     * @param seconds the limit
     */
    public void mercy(long seconds) {
        log.info("your mercy for graceful operations on workers is {} seconds", seconds);
    }

    /**
     * Says how much memory the processes share.
     *
     * @param bytes the size of the scoreboard
     * @param cores the number of cores of all workers
     */
    public void sharedMemory(long bytes, int cores) {
        log.info("mapped {} bytes ({} KB) for {} cores", bytes, bytes / 1024, cores);
    }

    /** Says how requests are spread over processes and threads. */
    public void operationalMode(OperationalMode mode) {
        log.info("*** Operational MODE: {} ***", mode.text());
    }

    private static Object limit(int resource) {
        long limit = SystemFacts.limit(resource);
        return limit == SystemFacts.UNLIMITED ? "unlimited" : (Object) limit;
    }
}
