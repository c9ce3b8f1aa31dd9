package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Files that live in memory only and are shared by handing on their descriptor. Any process, any thread. */
public final class Memory {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MFD_CLOEXEC = 1;

    private Memory() {}

    /**
     * Creates a memory file of a size, filled with zeros.
     *
     * @param name what {@code /proc} shows
     * @return its descriptor, which closes on exec
     */
    public static int create(String name, long size) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.callInt(
                    Libc.function("memfd_create"), arena.allocateFrom(name).address(), MFD_CLOEXEC);
            if (fd < 0) {
                throw new PosixException("cannot create shared memory", -fd);
            }
            int result = Libc.callInt(Libc.function("ftruncate"), fd, size);
            if (result < 0) {
                Descriptors.close(fd);
                throw new PosixException("cannot reserve " + size + " bytes of shared memory", -result);
            }
            return fd;
        }
    }

    /**
     * Maps a memory file for reading and writing, for as long as this process lives.
     *
     * @throws PosixException when it cannot be mapped
     */
    public static MemorySegment map(int fd, long size) {
        long address = Libc.callLong(Libc.function("mmap"), 0, size, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        if (address < 0) {
            throw new PosixException("cannot map shared memory", (int) -address);
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    /** Creates a memory file with a content. */
    public static int createWith(String name, byte[] content) {
        int fd = create(name, content.length);
        try {
            write(fd, content);
        } catch (PosixException e) {
            Descriptors.close(fd);
            throw e;
        }
        return fd;
    }

    /** Gives a memory file another content. Whoever reads it at the same time may see parts of both. */
    public static void replaceContent(int fd, byte[] content) {
        int result = Libc.callInt(Libc.function("ftruncate"), fd, content.length);
        if (result < 0) {
            throw new PosixException("cannot reserve " + content.length + " bytes of shared memory", -result);
        }
        write(fd, content);
    }

    private static void write(int fd, byte[] content) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, content.length));
            MemorySegment.copy(content, 0, bytes, ValueLayout.JAVA_BYTE, 0, content.length);
            MemorySegment function = Libc.function("pwrite");
            for (long done = 0; done < content.length; ) {
                long result = Libc.callLong(function, fd, bytes.address() + done, content.length - done, done);
                if (result < 0) {
                    throw new PosixException("cannot fill shared memory", (int) -result);
                }
                done += result;
            }
        }
    }

    /** Returns the whole content of a memory file. Leaves its position alone, so every process may read it. */
    public static byte[] contentOf(int fd) {
        MemorySegment function = Libc.function("pread");
        java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(64 * 1024);
            while (true) {
                long length = Libc.callLong(function, fd, buffer.address(), buffer.byteSize(), content.size());
                if (length < 0) {
                    throw new PosixException("cannot read descriptor " + fd, (int) -length);
                }
                if (length == 0) {
                    return content.toByteArray();
                }
                content.writeBytes(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }
}
