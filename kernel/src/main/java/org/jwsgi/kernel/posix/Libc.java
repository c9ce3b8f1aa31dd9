package org.jwsgi.kernel.posix;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one door to the C library. Every function used here takes integers and addresses only, at most six of them, so a
 * single method handle of the shape {@code long f(long x 6)} reaches them all: the calling conventions of x86-64 and
 * AArch64 Linux pass such arguments in registers, unused ones are ignored, and making one handle instead of one for
 * each signature keeps FFM's share of the start-up time small.
 *
 * <p>Variadic functions ({@code open}, {@code fcntl}, {@code ioctl}) are safe to call this way on both platforms, since
 * Linux passes variadic integers like ordinary ones. Safe on any thread.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET =
            CAPTURE.byteOffset(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private Libc() {}

    /** Returns the address of a C function. */
    static MemorySegment function(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no function " + name));
    }

    /**
     * Calls a function.
     *
     * @param errno four bytes that receive {@code errno} after the call
     * @return the result; a function that returns an {@code int} leaves garbage in the upper half
     */
    static long call(MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new LinkageError("a native call failed", t);
        }
    }

    /**
     * Calls a function that returns an {@code int}, negative on failure.
     *
     * @return the result, or the negated errno when the result is -1
     */
    static int callInt(MemorySegment function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(CAPTURE);
            int result = (int) call(
                    function,
                    errno,
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
            return result == -1 ? -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
        }
    }

    /**
     * Calls a function that returns a {@code long} (or {@code ssize_t} or pointer), -1 on failure.
     *
     * @return the result, or the negated errno when the result is -1
     */
    static long callLong(MemorySegment function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(CAPTURE);
            long result = call(
                    function,
                    errno,
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
            return result == -1 ? -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
        }
    }

    /** Returns the size in bytes of a pointer. */
    static long pointerSize() {
        return POINTER.byteSize();
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
