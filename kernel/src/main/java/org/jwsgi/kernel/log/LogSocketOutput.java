package org.jwsgi.kernel.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.LogSocket;

/**
 * Standard error, where it leads into the log's socket. A write waits for a reader that is behind, for a second at most;
 * once that was not enough, writes do not wait at all until one succeeds, so that a reader that is stuck costs this
 * process one second and not one for each line. Any process, any thread.
 */
final class LogSocketOutput extends OutputStream {
    private static final int STANDARD_ERROR = 2;

    private final OutputStream out = new FileOutputStream(FileDescriptor.err);
    private volatile boolean stalled;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (stalled) {
            int written = LogSocket.send(STANDARD_ERROR, bytes, offset, length);
            if (written < 0) {
                throw new IOException(Errno.text(-written));
            }
            stalled = false;
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            stalled = true;
            throw e;
        }
    }
}
