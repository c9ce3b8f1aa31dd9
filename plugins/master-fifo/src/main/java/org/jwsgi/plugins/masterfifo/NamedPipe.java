package org.jwsgi.plugins.masterfifo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A named pipe that this process reads. It is open for writing, too, so that opening waits for nobody and reading never
 * meets an end when a writer leaves. Any thread; closing it wakes a reader.
 */
final class NamedPipe implements AutoCloseable {
    private static final int MODE = 0600;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int EROFS = 30;

    private final Path path;
    private final FileChannel channel;
    private final Object identity;

    private NamedPipe(Path path, FileChannel channel, Object identity) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Makes a pipe that only its owner may use, in place of whatever file is there, and opens it.
     *
     * @throws IOException when that is not possible; its message is the reason alone
     */
    static NamedPipe create(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new IOException("the file that is there cannot be removed", e);
        }
        int error = make(path);
        if (error != 0) {
            throw new IOException(
                    switch (error) {
                        case ENOENT -> "no such directory";
                        case EACCES -> "permission denied";
                        case EROFS -> "the file system is read-only";
                        default -> "error " + error;
                    });
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new NamedPipe(path, channel, identity(path));
    }

    Path path() {
        return path;
    }

    /** Waits for bytes. The buffer must have room. */
    void read(ByteBuffer buffer) throws IOException {
        channel.read(buffer);
    }

    /** Tells whether the file is still the one that was made. */
    boolean inPlace() {
        try {
            return identity(path).equals(identity);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new NoSuchFileException(path.toString());
        }
        return key;
    }

    /** Calls mkfifo(3), which the JDK has not. Returns 0 or the error number. */
    private static int make(Path path) {
        Linker linker = Linker.nativeLinker();
        StructLayout state = Linker.Option.captureStateLayout();
        MethodHandle mkfifo = linker.downcallHandle(
                linker.defaultLookup().find("mkfifo").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            int result = (int) mkfifo.invokeExact(captured, arena.allocateFrom(path.toString()), MODE);
            return result == 0
                    ? 0
                    : captured.get(
                            ValueLayout.JAVA_INT, state.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
        } catch (Throwable e) {
            throw new LinkageError("cannot call mkfifo", e);
        }
    }
}
