package org.jwsgi.kernel.posix;

import java.lang.foreign.MemorySegment;

/** Error numbers of Linux that the kernel tells apart; the same on x86-64 and AArch64. */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file or directory. */
    public static final int ENOENT = 2;
    /** No such process. */
    public static final int ESRCH = 3;
    /** Interrupted by a signal. */
    public static final int EINTR = 4;
    /** No such device, or a pipe without a reader. */
    public static final int ENXIO = 6;
    /** Bad descriptor. */
    public static final int EBADF = 9;
    /** No child processes. */
    public static final int ECHILD = 10;
    /** Try again. */
    public static final int EAGAIN = 11;
    /** Out of memory. */
    public static final int ENOMEM = 12;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** File exists. */
    public static final int EEXIST = 17;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Too many open files in this process. */
    public static final int EMFILE = 24;
    /** No space left on the device. */
    public static final int ENOSPC = 28;
    /** A result or a buffer is too small or too large. */
    public static final int ERANGE = 34;
    /** Broken pipe. */
    public static final int EPIPE = 32;
    /** Not a socket. */
    public static final int ENOTSOCK = 88;
    /** Address in use. */
    public static final int EADDRINUSE = 98;
    /** Address not available. */
    public static final int EADDRNOTAVAIL = 99;
    /** Cancelled. */
    public static final int ECANCELED = 125;

    private Errno() {}

    /** Returns the C library's text for an error number, in lower case at its start. */
    public static String text(int errno) {
        long address = Libc.callLong(Libc.function("strerror"), errno);
        String text = MemorySegment.ofAddress(address).reinterpret(256).getString(0);
        return text.isEmpty() ? "error " + errno : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
