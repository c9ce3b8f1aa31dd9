package org.jwsgi.kernel.socket;

import java.util.Optional;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.PosixException;
import org.slf4j.Logger;

/**
 * The file of a UNIX socket that this instance bound, remembered so that {@code vacuum} removes it only while it is
 * still ours. Runs in: MASTER, or the sole process.
 *
 * @param name the path as configured, for the log
 * @param path the path from the root, so that a later {@code chdir} does not matter
 * @param identity the file when it was bound
 */
public record SocketFile(String name, String path, NativePath.Status identity) {
    /** Remembers a socket's file as it is now; empty when the path names no socket. */
    public static Optional<SocketFile> of(String name) {
        String path = absolute(name);
        return NativePath.statusOf(path)
                .filter(NativePath.Status::isSocket)
                .map(status -> new SocketFile(name, path, status));
    }

    /**
     * Removes the file unless it is gone or another one took its place, and logs uWSGI's line about it.
     *
     * @param what an addition to the line such as {@code "(stats) "}; usually empty
     */
    public void vacuum(String what, Logger log) {
        Optional<NativePath.Status> now = NativePath.statusOf(path);
        if (now.isEmpty()) {
            return;
        }
        if (!now.get().isSameFile(identity)) {
            log.warn("VACUUM WARNING: unix socket {} changed inode. Skip removal", name);
            return;
        }
        try {
            NativePath.unlink(path);
            log.info("VACUUM: unix socket {} {}removed.", name, what);
        } catch (PosixException e) {
            log.error("VACUUM: {}", e.getMessage());
        }
    }

    static String absolute(String path) {
        return path.startsWith("/") ? path : NativePath.workingDirectory() + "/" + path;
    }
}
