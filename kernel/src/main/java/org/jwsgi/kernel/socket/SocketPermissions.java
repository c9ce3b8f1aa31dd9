package org.jwsgi.kernel.socket;

import java.util.Optional;
import java.util.OptionalInt;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.Users;

/**
 * Applies {@code chmod-socket} and {@code chown-socket} to the files of UNIX sockets. Runs in: MASTER, or the sole
 * process, at start-up.
 */
final class SocketPermissions {
    private final Optional<FileMode> mode;
    private final Optional<String> owner;

    SocketPermissions(Optional<FileMode> mode, Optional<String> owner) {
        this.mode = mode;
        this.owner = owner;
    }

    /** Changes what differs, so that a process which gave its privileges up can pass here again after a reload. */
    void apply(SocketFile file) {
        Optional<NativePath.Status> status = NativePath.statusOf(file.path());
        if (status.isEmpty()) {
            return;
        }
        if (mode.isPresent() && (status.get().mode() & 07777) != mode.get().bits()) {
            NativePath.changeMode(file.path(), mode.get().bits());
        }
        owner.ifPresent(value -> changeOwner(file.path(), status.get(), value));
    }

    private static void changeOwner(String path, NativePath.Status status, String owner) {
        int colon = owner.indexOf(':');
        String user = colon < 0 ? owner : owner.substring(0, colon);
        Users users = new Users();
        int uid = found(users.uid(user), "unable to find user ", user);
        int gid = -1;
        if (colon >= 0) {
            String group = owner.substring(colon + 1);
            gid = found(users.gid(group), "unable to find group ", group);
        }
        changeOwner(path, status, uid, gid);
    }

    /** Makes a user and a group the owners of a socket's file. */
    static void giveTo(SocketFile file, int uid, int gid) {
        NativePath.statusOf(file.path()).ifPresent(status -> changeOwner(file.path(), status, uid, gid));
    }

    private static void changeOwner(String path, NativePath.Status status, int uid, int gid) {
        if (status.uid() != uid || gid != -1 && status.gid() != gid) {
            NativePath.changeOwner(path, uid, gid);
        }
    }

    private static int found(OptionalInt number, String complaint, String name) {
        return number.orElseThrow(() -> new JwsgiException(JwsgiException.Kind.USER, complaint + name));
    }
}
