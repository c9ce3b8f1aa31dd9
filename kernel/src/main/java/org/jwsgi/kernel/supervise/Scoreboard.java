package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The memory that master and workers share: one slot for each worker, and in it one for each core and app. It is a
 * memory file mapped by every process of the instance, so it survives the death of any worker and no lock guards it:
 * each counter has one owner who writes it (a core's thread, a worker, or the master), and everybody may read.
 *
 * <p>All values are longs in the machine's byte order. A fresh file is all zero.
 */
public final class Scoreboard {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int HEADER_LONGS = 16;
    private static final int WORKER_LONGS = 32;
    private static final int CORE_LONGS = 16;
    private static final int APP_LONGS = 2;

    private final MemorySegment memory;
    private final int workers;
    private final int cores;
    private final int apps;

    private Scoreboard(MemorySegment memory, int workers, int cores, int apps) {
        this.memory = memory;
        this.workers = workers;
        this.cores = cores;
        this.apps = apps;
    }

    /** Returns the size in bytes of a scoreboard. */
    public static long size(int workers, int cores, int apps) {
        return Long.BYTES
                * (HEADER_LONGS
                        + (long) workers * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) apps * APP_LONGS));
    }

    /** Returns a scoreboard of this process alone, for a sole worker and for tests. */
    public static Scoreboard ofProcess(int workers, int cores, int apps) {
        return new Scoreboard(Arena.ofAuto().allocate(size(workers, cores, apps), 64), workers, cores, apps);
    }

    /**
     * Maps the memory file behind a descriptor. It must have the right size already.
     *
     * @throws IOException when it cannot be mapped
     */
    public static Scoreboard map(int fd, int workers, int cores, int apps) throws IOException {
        try (FileChannel file =
                FileChannel.open(Path.of("/proc/self/fd/" + fd), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment memory =
                    file.map(FileChannel.MapMode.READ_WRITE, 0, size(workers, cores, apps), Arena.global());
            return new Scoreboard(memory, workers, cores, apps);
        }
    }

    /** Returns the number of worker slots. */
    public int workers() {
        return workers;
    }

    /** Returns the number of cores in each worker. */
    public int cores() {
        return cores;
    }

    /** Returns the number of app slots in each worker. */
    public int apps() {
        return apps;
    }

    /** Counts a finished request of the instance and returns the new total. */
    public long countRequest() {
        return (long) LONG.getAndAdd(memory, 0L, 1L) + 1;
    }

    /** Returns the number of finished requests of the instance. */
    public long totalRequests() {
        return get(0);
    }

    /** Returns a worker's slot, from 1. */
    public Worker worker(int id) {
        if (id < 1 || id > workers) {
            throw new IndexOutOfBoundsException("no worker " + id);
        }
        return new Worker(Long.BYTES
                * (HEADER_LONGS
                        + (long) (id - 1) * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) apps * APP_LONGS)));
    }

    private long get(long offset) {
        return (long) LONG.getVolatile(memory, offset);
    }

    private void set(long offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    private void add(long offset, long value) {
        LONG.getAndAdd(memory, offset, value);
    }

    /** Facts about one worker. The comment at each constant names its owner. */
    public enum WorkerField {
        /** The pid, 0 when not running. Master. */
        PID,
        /** 1 while it accepts. Worker; reset by the master. */
        ACCEPTING,
        /** 1 while suspended. Worker. */
        SUSPENDED,
        /** 1 while the slot is cheaped. Master. */
        CHEAPED,
        /** Spawns of this slot. Master. */
        RESPAWNS,
        /** Seconds since the epoch of the last spawn. Master. */
        LAST_SPAWN,
        /** Sum of core requests at the last spawn. Master. */
        REQUESTS_AT_SPAWN,
        /** Times it was killed for a slow request. Master. */
        HARAKIRIS,
        /** Handled signals. Worker. */
        SIGNALS,
        /** Resident memory in bytes. Worker. */
        RSS,
        /** Address space in bytes. Worker. */
        VSZ,
        /** Average response time in microseconds. Worker. */
        AVG_RT,
        /** Number of loaded apps. Worker. */
        APPS,
        /** 1 once it announced readiness. Master. */
        READY,
        /** Seconds since the epoch of the last finished request. Worker. */
        LAST_REQUEST
    }

    /** Facts about one core, owned by the thread that runs it unless noted. */
    public enum CoreField {
        /** Finished requests. */
        REQUESTS,
        /** Failed requests. */
        EXCEPTIONS,
        /** Bytes sent. */
        TX,
        /** Microseconds spent in requests. */
        RUNNING_TIME,
        /** Failed reads. */
        READ_ERRORS,
        /** Failed writes. */
        WRITE_ERRORS,
        /** Requests answered with a static file. */
        STATIC_REQUESTS,
        /** Requests answered by a route. */
        ROUTED_REQUESTS,
        /** Requests handed to an offload thread. */
        OFFLOADED_REQUESTS,
        /** Start of the running request in microseconds since the epoch, 0 when idle. */
        REQUEST_START,
        /** When the running request must have ended, in milliseconds since the epoch, 0 for never. */
        DEADLINE
    }

    /** One worker's slot. */
    public final class Worker {
        private final long base;

        private Worker(long base) {
            this.base = base;
        }

        /** Reads a fact. */
        public long get(WorkerField field) {
            return Scoreboard.this.get(base + (long) field.ordinal() * Long.BYTES);
        }

        /** Writes a fact. */
        public void set(WorkerField field, long value) {
            Scoreboard.this.set(base + (long) field.ordinal() * Long.BYTES, value);
        }

        /** Adds to a fact. */
        public void add(WorkerField field, long value) {
            Scoreboard.this.add(base + (long) field.ordinal() * Long.BYTES, value);
        }

        /** Returns a core's slot, from 0. */
        public Core core(int core) {
            if (core < 0 || core >= cores) {
                throw new IndexOutOfBoundsException("no core " + core);
            }
            return new Core(base + Long.BYTES * (WORKER_LONGS + (long) core * CORE_LONGS));
        }

        /** Returns the sum of a fact over all cores. */
        public long sum(CoreField field) {
            long sum = 0;
            for (int i = 0; i < cores; i++) {
                sum += core(i).get(field);
            }
            return sum;
        }

        /** Tells whether any core runs a request. */
        public boolean busy() {
            for (int i = 0; i < cores; i++) {
                if (core(i).get(CoreField.REQUEST_START) != 0) {
                    return true;
                }
            }
            return false;
        }

        /** Counts a request that an app has begun and returns the new number. */
        public long countAppRequest(int app) {
            return (long) LONG.getAndAdd(memory, appOffset(app), 1L) + 1;
        }

        /** Counts a request that an app failed. */
        public void countAppException(int app) {
            Scoreboard.this.add(appOffset(app) + Long.BYTES, 1);
        }

        /** Returns how many requests an app has begun. */
        public long appRequests(int app) {
            return Scoreboard.this.get(appOffset(app));
        }

        /** Returns how many requests an app failed. */
        public long appExceptions(int app) {
            return Scoreboard.this.get(appOffset(app) + Long.BYTES);
        }

        private long appOffset(int app) {
            if (app < 0 || app >= apps) {
                throw new IndexOutOfBoundsException("no app " + app);
            }
            return base + Long.BYTES * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) app * APP_LONGS);
        }
    }

    /** One core's slot. */
    public final class Core {
        private final long base;

        private Core(long base) {
            this.base = base;
        }

        /** Reads a fact. */
        public long get(CoreField field) {
            return Scoreboard.this.get(base + (long) field.ordinal() * Long.BYTES);
        }

        /** Writes a fact. */
        public void set(CoreField field, long value) {
            Scoreboard.this.set(base + (long) field.ordinal() * Long.BYTES, value);
        }

        /** Adds to a fact. Only the core's own thread may. */
        public void add(CoreField field, long value) {
            long offset = base + (long) field.ordinal() * Long.BYTES;
            LONG.setRelease(memory, offset, (long) LONG.get(memory, offset) + value);
        }
    }
}
