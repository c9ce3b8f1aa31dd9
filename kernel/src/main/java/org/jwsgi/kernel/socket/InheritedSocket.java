package org.jwsgi.kernel.socket;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jwsgi.kernel.posix.NativePath;

/**
 * A listening socket that the process was started with.
 *
 * @param fd its descriptor
 * @param origin who passed it
 * @param configured the address as the configuration had it before a reload; empty when it had none
 * @param file the socket's file, when the instance bound it before a reload
 */
record InheritedSocket(int fd, Origin origin, String configured, Optional<SocketFile> file) {
    /** Who passes sockets to a process that starts. */
    enum Origin {
        /** The same instance before a reload. */
        RELOAD,
        /** The same instance, which itself had the socket from somebody else. */
        RELOAD_ATTACHED,
        /** systemd's socket activation. */
        SYSTEMD,
        /** Upstart's socket bridge. */
        UPSTART,
        /** inetd and the like: descriptor 0. */
        STDIN,
        /** Whoever opened the descriptor that an address {@code fd://N} names. */
        DESCRIPTOR,
        /** A plugin, in this very start. */
        ACQUIRED,
        /** A plugin, before a reload; its source is asked again. */
        RELOAD_ACQUIRED;

        /** Tells whether the socket is served even though no option names it. */
        boolean servedUnnamed() {
            return switch (this) {
                case RELOAD, DESCRIPTOR, RELOAD_ACQUIRED -> false;
                case RELOAD_ATTACHED, SYSTEMD, UPSTART, STDIN, ACQUIRED -> true;
            };
        }

        /** Returns what the socket's origin is for the next image of the instance. */
        Origin afterReload() {
            return switch (this) {
                case RELOAD, DESCRIPTOR -> this;
                case RELOAD_ATTACHED, SYSTEMD, UPSTART, STDIN -> RELOAD_ATTACHED;
                case ACQUIRED, RELOAD_ACQUIRED -> RELOAD_ACQUIRED;
            };
        }
    }

    /** Makes one without a past in this instance. */
    static InheritedSocket passedBy(Origin origin, int fd) {
        return new InheritedSocket(fd, origin, "", Optional.empty());
    }

    /** Returns the same socket under another descriptor. */
    InheritedSocket at(int number) {
        return new InheritedSocket(number, origin, configured, file);
    }

    /** Writes it as an entry of {@code JWSGI_LISTENERS}, in ASCII without commas, semicolons or blanks. */
    String encode() {
        String file = this.file
                .map(f -> escape(f.name()) + "," + escape(f.path()) + ","
                        + f.identity().device() + "," + f.identity().inode())
                .orElse("");
        return fd + "," + origin + "," + escape(configured) + (file.isEmpty() ? "" : "," + file);
    }

    /** Reads what {@link #encode} wrote; empty when the text is something else. */
    static Optional<InheritedSocket> decode(String entry) {
        String[] parts = entry.split(",", -1);
        try {
            Optional<SocketFile> file = parts.length != 7
                    ? Optional.empty()
                    : Optional.of(new SocketFile(
                            unescape(parts[3]),
                            unescape(parts[4]),
                            new NativePath.Status(0, 0, 0, Long.parseLong(parts[5]), Long.parseLong(parts[6]))));
            return parts.length == 3 || parts.length == 7
                    ? Optional.of(new InheritedSocket(
                            Integer.parseInt(parts[0]), Origin.valueOf(parts[1]), unescape(parts[2]), file))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
