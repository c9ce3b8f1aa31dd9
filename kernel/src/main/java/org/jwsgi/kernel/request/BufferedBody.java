package org.jwsgi.kernel.request;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestBody;

/**
 * A body that has been read whole before the application runs ({@code post-buffering}): in memory, or from the
 * configured size on in a temporary file that has no name any more, so that nothing is left when the process dies. Runs
 * in: WORKER, on the request's core.
 */
final class BufferedBody extends RequestBody {
    private final byte[] memory;
    private final @Nullable FileChannel file;
    private final long length;
    private final BodyWarning warning;
    private long position;

    private BufferedBody(byte[] memory, @Nullable FileChannel file, long length, BodyWarning warning) {
        this.memory = memory;
        this.file = file;
        this.length = length;
        this.warning = warning;
    }

    /**
     * Reads a whole body.
     *
     * @param threshold from how many bytes on it goes to a file
     * @param chunk how many bytes are moved at once
     * @throws BodyReadException when the client fails
     * @throws SpillException when the file cannot be written
     */
    static BufferedBody read(ClientBody source, long threshold, int chunk, Path folder) throws IOException {
        if (source.length() >= threshold) {
            return spill(source, new byte[0], 0, chunk, folder);
        }
        ByteArrayOutputStream collected = new ByteArrayOutputStream((int) Math.max(source.length(), 256));
        byte[] piece = new byte[(int) Math.min(chunk, Math.max(source.length(), 4096))];
        for (int count = source.read(piece, 0, piece.length); count >= 0; count = source.read(piece, 0, piece.length)) {
            collected.write(piece, 0, count);
            if (collected.size() >= threshold) {
                return spill(source, collected.toByteArray(), collected.size(), chunk, folder);
            }
        }
        byte[] memory = collected.toByteArray();
        return new BufferedBody(memory, null, memory.length, source.warning());
    }

    private static BufferedBody spill(ClientBody source, byte[] begun, int begunLength, int chunk, Path folder)
            throws IOException {
        FileChannel file = temporaryFile(folder);
        boolean complete = false;
        try {
            long total = write(file, begun, begunLength, 0, folder);
            byte[] piece = new byte[chunk];
            for (int count = source.read(piece, 0, chunk); count >= 0; count = source.read(piece, 0, chunk)) {
                total = write(file, piece, count, total, folder);
            }
            complete = true;
            return new BufferedBody(new byte[0], file, total, source.warning());
        } finally {
            if (!complete) {
                file.close();
            }
        }
    }

    private static FileChannel temporaryFile(Path folder) throws SpillException {
        try {
            Path path = Files.createTempFile(folder, "jwsgi-body-", null);
            try {
                return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new SpillException(folder, e);
        }
    }

    private static long write(FileChannel file, byte[] bytes, int length, long position, Path folder)
            throws SpillException {
        ByteBuffer piece = ByteBuffer.wrap(bytes, 0, length);
        long at = position;
        try {
            while (piece.hasRemaining()) {
                at += file.write(piece, at);
            }
        } catch (IOException e) {
            throw new SpillException(folder, e);
        }
        return at;
    }

    /** Opens a file in place of the body, as {@code UWSGI_POSTFILE} asks for. */
    static BufferedBody ofFile(Path path, BodyWarning warning) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        return new BufferedBody(new byte[0], file, file.size(), warning);
    }

    /** Tells that a body cannot be kept on disk. */
    static final class SpillException extends IOException {
        private static final long serialVersionUID = 1L;

        SpillException(Path folder, IOException cause) {
            super("cannot buffer a request body in " + folder + ": " + cause.getMessage(), cause);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int available() {
        return (int) Math.min(length - position, Integer.MAX_VALUE);
    }

    @Override
    public void seek(long newPosition) throws IOException {
        if (newPosition < 0 || newPosition > length) {
            throw new IOException("cannot seek to " + newPosition + " in a request body of " + length + " bytes");
        }
        position = newPosition;
    }

    @Override
    public byte[] readNBytes(int wanted) throws IOException {
        return warning.check(super.readNBytes(wanted));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (position >= length) {
            return -1;
        }
        int count = (int) Math.min(wanted, length - position);
        if (file == null) {
            System.arraycopy(memory, (int) position, target, offset, count);
        } else {
            count = file.read(ByteBuffer.wrap(target, offset, count), position);
        }
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public byte[] readLine(int limit) throws IOException {
        byte[] line = new byte[512];
        int filled = 0;
        int most = limit > 0 ? limit : Integer.MAX_VALUE;
        while (filled < most) {
            if (filled == line.length) {
                line = Arrays.copyOf(line, filled * 2);
            }
            int count = read(line, filled, Math.min(line.length, most) - filled);
            if (count < 0) {
                break;
            }
            for (int i = filled; i < filled + count; i++) {
                if (line[i] == '\n') {
                    position -= filled + count - i - 1;
                    return Arrays.copyOf(line, i + 1);
                }
            }
            filled += count;
        }
        return Arrays.copyOf(line, filled);
    }

    /** An application may close its input; the file stays until the request is over. */
    @Override
    public void close() {}

    /** Frees the file. */
    void release() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
