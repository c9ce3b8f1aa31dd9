package org.jwsgi.plugins.masterfifo;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What the JDK cannot do with named pipes, asked of the C library. Any thread. */
final class Mkfifo {
    private static final int ENOENT = 2;
    private static final int ENXIO = 6;
    private static final int EACCES = 13;
    private static final int EROFS = 30;
    private static final int WRITE_NONBLOCK_CLOEXEC = 01 | 04000 | 02000000;

    private Mkfifo() {}

    /** Makes a pipe. Returns 0 or the error number. */
    static int make(Path path, int mode) {
        int result = call("mkfifo", path, mode);
        return result < 0 ? -result : 0;
    }

    /** Tells whether somebody has a pipe open for reading. Opening it for writing without waiting fails otherwise. */
    static boolean hasReader(Path path) {
        int result = call("open", path, WRITE_NONBLOCK_CLOEXEC);
        if (result >= 0) {
            close(result);
        }
        return result != -ENXIO;
    }

    static String reason(int error) {
        return switch (error) {
            case ENOENT -> "no such directory";
            case EACCES -> "permission denied";
            case EROFS -> "the file system is read-only";
            default -> "error " + error;
        };
    }

    /** Calls {@code int f(const char *, int)}. Returns its result, or the negated error number. */
    private static int call(String function, Path path, int number) {
        Linker linker = Linker.nativeLinker();
        StructLayout state = Linker.Option.captureStateLayout();
        MethodHandle handle = linker.downcallHandle(
                linker.defaultLookup().find(function).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            int result = (int) handle.invokeExact(captured, arena.allocateFrom(path.toString()), number);
            return result >= 0
                    ? result
                    : -captured.get(
                            ValueLayout.JAVA_INT, state.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
        } catch (Throwable e) {
            throw new LinkageError("cannot call " + function, e);
        }
    }

    private static void close(int fd) {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle = linker.downcallHandle(
                linker.defaultLookup().find("close").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int ignored = (int) handle.invokeExact(fd);
        } catch (Throwable e) {
            throw new LinkageError("cannot call close", e);
        }
    }
}
