package org.jwsgi.kernel.posix;

/** Threads of the system for whom that the system refuses one is an error like any other, not the end. Any thread. */
public final class SystemThread {
    private SystemThread() {}

    /**
     * Starts a daemon thread.
     *
     * @throws PosixException when the system refuses a thread, as it does at the limit of processes and threads
     */
    public static void start(String name, Runnable work) {
        start(Thread.ofPlatform().name(name).daemon().unstarted(work));
    }

    static void start(Thread thread) {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // So the JVM tells that the system refuses a thread; the limit counts threads and processes alike.
            throw new PosixException("cannot start a thread", Errno.EAGAIN);
        }
    }
}
