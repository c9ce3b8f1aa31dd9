package org.jwsgi.kernel.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.jwsgi.kernel.posix.Memory;

/**
 * The memory that master and workers share: one slot for each worker, and in it one for each core and app. It is a
 * memory file mapped by every process of the instance, so it survives the death of any worker and no lock guards it:
 * each counter has one owner who writes it (a core's thread, a worker, or the master), and everybody may read.
 *
 * <p>Each slot has two rows, because a worker may still finish its requests while its successor serves: every process
 * writes to its own row, the master says which one is current, and counters are the sums of both.
 *
 * <p>All values are longs in the machine's byte order. A fresh file is all zero.
 */
public final class Scoreboard {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int HEADER_LONGS = 16;
    private static final int WORKER_LONGS = 32;
    private static final int CORE_LONGS = 16;
    private static final int APP_LONGS = 2;
    private static final int ROWS = 2;

    private final MemorySegment memory;
    private final int ownId;
    private final int ownRow;
    private final int workers;
    private final int cores;
    private final int apps;

    private Scoreboard(MemorySegment memory, int workers, int cores, int apps, int ownId, int ownRow) {
        this.memory = memory;
        this.ownId = ownId;
        this.ownRow = ownRow;
        this.workers = workers;
        this.cores = cores;
        this.apps = apps;
    }

    /** Returns the size in bytes of a scoreboard. */
    public static long size(int workers, int cores, int apps) {
        return Long.BYTES
                * (HEADER_LONGS
                        + ROWS * (long) workers * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) apps * APP_LONGS));
    }

    /** Returns a scoreboard of this process alone, for a sole worker and for tests. */
    public static Scoreboard ofProcess(int workers, int cores, int apps) {
        return new Scoreboard(Arena.ofAuto().allocate(size(workers, cores, apps), 64), workers, cores, apps, 0, 0);
    }

    /**
     * Maps the memory file behind a descriptor. It must have the right size already.
     *
     * @throws org.jwsgi.kernel.posix.PosixException when it cannot be mapped
     */
    public static Scoreboard map(int fd, int workers, int cores, int apps) {
        return new Scoreboard(Memory.map(fd, size(workers, cores, apps)), workers, cores, apps, 0, 0);
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

    /** Returns this scoreboard for a worker that has just begun: what it writes goes to the row that it was given. */
    public Scoreboard seated(int id) {
        return new Scoreboard(
                memory, workers, cores, apps, id, (int) worker(id, 0).get(WorkerField.NEXT_ROW));
    }

    /** Returns a worker's slot, from 1, with the row of the process that serves or, seated, of this process. */
    public Worker worker(int id) {
        return worker(id, id == ownId ? ownRow : (int) worker(id, 0).get(WorkerField.CURRENT_ROW));
    }

    /** Returns a worker's slot, from 1, with one of its two rows. */
    public Worker worker(int id, int row) {
        if (id < 1 || id > workers) {
            throw new IndexOutOfBoundsException("no worker " + id);
        }
        return new Worker(row(id, row), row(id, 1 - row), row(id, 0));
    }

    private long row(int id, int row) {
        return Long.BYTES
                * (HEADER_LONGS
                        + ((id - 1) * (long) ROWS + row)
                                * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) apps * APP_LONGS));
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
        /** Sum of this row's requests at the last spawn. Master. */
        REQUESTS_AT_SPAWN,
        /** Times it was killed for a slow request. Master. */
        HARAKIRIS,
        /** Handled uWSGI signals. Worker. */
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
        LAST_REQUEST,
        /** The row of the process that serves. Master. */
        CURRENT_ROW,
        /** The row of the process that was spawned last. Master. */
        NEXT_ROW,
        /** uWSGI signals that wait for it. Master. */
        SIGNAL_QUEUE;

        /** Tells whether it is about the slot, whichever process has it. */
        boolean ofSlot() {
            return switch (this) {
                case CHEAPED, RESPAWNS, HARAKIRIS, SIGNALS, CURRENT_ROW, NEXT_ROW, SIGNAL_QUEUE -> true;
                case PID,
                        ACCEPTING,
                        SUSPENDED,
                        LAST_SPAWN,
                        REQUESTS_AT_SPAWN,
                        RSS,
                        VSZ,
                        AVG_RT,
                        APPS,
                        READY,
                        LAST_REQUEST -> false;
            };
        }
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
        /** When the running request must have ended, as {@link Scoreboard#now()}, 0 for never. */
        DEADLINE,
        /** The same, as the application or a route has asked. */
        USER_DEADLINE,
        /** The number of the app that runs the request, plus one; 0 for none. */
        APP;

        boolean isCounter() {
            return ordinal() < REQUEST_START.ordinal();
        }
    }

    /**
     * Returns the time of all deadlines: milliseconds of the machine's monotonic clock, which is what the JVM's own is
     * on Linux, so that the values of one process mean the same in another and survive changes of the wall clock.
     */
    public static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** One worker's slot, seen from one of its rows. */
    public final class Worker {
        private final long base;
        private final long other;
        private final long slot;

        private Worker(long base, long other, long slot) {
            this.base = base;
            this.other = other;
            this.slot = slot;
        }

        private long at(WorkerField field) {
            return (field.ofSlot() ? slot : base) + (long) field.ordinal() * Long.BYTES;
        }

        /** Reads a fact. */
        public long get(WorkerField field) {
            return Scoreboard.this.get(at(field));
        }

        /** Writes a fact. */
        public void set(WorkerField field, long value) {
            Scoreboard.this.set(at(field), value);
        }

        /** Adds to a fact. */
        public void add(WorkerField field, long value) {
            Scoreboard.this.add(at(field), value);
        }

        /** Returns a core's slot, from 0. */
        public Core core(int core) {
            if (core < 0 || core >= cores) {
                throw new IndexOutOfBoundsException("no core " + core);
            }
            long offset = Long.BYTES * (WORKER_LONGS + (long) core * CORE_LONGS);
            return new Core(base + offset, other + offset);
        }

        /** Returns the sum of a counter over all cores. */
        public long sum(CoreField field) {
            long sum = 0;
            for (int i = 0; i < cores; i++) {
                sum += core(i).get(field);
            }
            return sum;
        }

        /** Returns the sum of a counter over all cores of this row alone. */
        public long sumOfRow(CoreField field) {
            long sum = 0;
            for (int i = 0; i < cores; i++) {
                sum += core(i).ofRow(field);
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
            return (long) LONG.getAndAdd(memory, appOffset(base, app), 1L)
                    + 1
                    + Scoreboard.this.get(appOffset(other, app));
        }

        /** Counts a request that an app failed. */
        public void countAppException(int app) {
            Scoreboard.this.add(appOffset(base, app) + Long.BYTES, 1);
        }

        /** Returns how many requests an app has begun. */
        public long appRequests(int app) {
            return Scoreboard.this.get(appOffset(base, app)) + Scoreboard.this.get(appOffset(other, app));
        }

        /** Returns how many requests an app failed. */
        public long appExceptions(int app) {
            return Scoreboard.this.get(appOffset(base, app) + Long.BYTES)
                    + Scoreboard.this.get(appOffset(other, app) + Long.BYTES);
        }

        private long appOffset(long row, int app) {
            if (app < 0 || app >= apps) {
                throw new IndexOutOfBoundsException("no app " + app);
            }
            return row + Long.BYTES * (WORKER_LONGS + (long) cores * CORE_LONGS + (long) app * APP_LONGS);
        }
    }

    /** One core's slot, seen from one of the worker's rows. */
    public final class Core {
        private final long base;
        private final long other;

        private Core(long base, long other) {
            this.base = base;
            this.other = other;
        }

        /** Reads a fact: a counter of both rows, anything else of this one. */
        public long get(CoreField field) {
            long offset = (long) field.ordinal() * Long.BYTES;
            long own = Scoreboard.this.get(base + offset);
            return field.isCounter() ? own + Scoreboard.this.get(other + offset) : own;
        }

        private long ofRow(CoreField field) {
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
