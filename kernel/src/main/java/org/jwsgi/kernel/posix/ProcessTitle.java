package org.jwsgi.kernel.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The name under which tools list this process. {@code ps -o args} shows the memory that the arguments were in, so the
 * title overwrites them; {@code ps -o comm} and {@code top} show the kernel's name of the process' first thread, which
 * takes 15 bytes. The JVM has copied its arguments before Java code runs and looks at neither again. A title that is
 * longer than the arguments were is cut; the environment behind them is left alone. Any process; main thread, once.
 */
public final class ProcessTitle {
    /** Positions of {@code arg_start} and {@code arg_end} in {@code /proc/self/stat}, counted behind the name; see proc(5). */
    private static final int ARG_START = 48 - 3;

    private static final int NAME_BYTES = 15;

    private ProcessTitle() {}

    /**
     * Sets the title.
     *
     * @return why the arguments could not be replaced; empty when they were
     */
    public static Optional<String> set(String title) {
        byte[] bytes = title.getBytes(StandardCharsets.UTF_8);
        try {
            setName(bytes);
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long start = Long.parseLong(fields[ARG_START]);
            long end = Long.parseLong(fields[ARG_START + 1]);
            if (start == 0 || end - start < 2) {
                return Optional.of("the kernel does not tell where the arguments are");
            }
            overwrite(MemorySegment.ofAddress(start).reinterpret(end - start), bytes);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void setName(byte[] title) throws IOException {
        byte[] name = title.length <= NAME_BYTES ? title : java.util.Arrays.copyOf(title, NAME_BYTES);
        Files.write(Path.of("/proc/self/comm"), name);
    }

    /**
     * Writes the title and its NUL. A last byte that is not NUL tells the kernel that this is a title: it then shows the
     * text up to the first NUL instead of the whole area.
     */
    private static void overwrite(MemorySegment area, byte[] title) {
        int length = (int) Math.min(title.length, area.byteSize() - 2);
        area.fill((byte) 0);
        MemorySegment.copy(title, 0, area, ValueLayout.JAVA_BYTE, 0, length);
        area.set(ValueLayout.JAVA_BYTE, area.byteSize() - 1, (byte) 1);
    }
}
