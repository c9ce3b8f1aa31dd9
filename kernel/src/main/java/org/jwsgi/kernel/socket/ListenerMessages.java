package org.jwsgi.kernel.socket;

import org.slf4j.Logger;

/** The log lines about listening sockets, in uWSGI's shape. Runs in: MASTER, or the sole process. */
final class ListenerMessages {
    private final Logger log;

    ListenerMessages(Logger log) {
        this.log = log;
    }

    void sharedBound(int number, BoundSocket socket) {
        log.info(
                "jwsgi shared socket {} bound to {} address {} fd {}",
                number,
                socket.boundWord(),
                socket.name(),
                socket.fd());
    }

    void sharedInherited(int number, BoundSocket socket) {
        log.info(
                "jwsgi shared socket {} inherited {} address {} fd {}",
                number,
                socket.boundWord(),
                socket.name(),
                socket.fd());
    }

    void mapped(int number, int shared, BoundSocket socket) {
        log.info("jwsgi socket {} mapped to shared socket {} ({}) fd {}", number, shared, socket.name(), socket.fd());
    }

    void bound(int number, BoundSocket socket, boolean anyPort) {
        log.info(
                "jwsgi socket {} bound to {} address {}{} fd {}",
                number,
                socket.boundWord(),
                socket.name(),
                anyPort ? " (port auto-assigned)" : "",
                socket.fd());
    }

    void inherited(int number, BoundSocket socket, InheritedSocket.Origin origin) {
        String how = switch (origin) {
            case SYSTEMD, UPSTART -> "attached to";
            case RELOAD, RELOAD_ATTACHED, STDIN, DESCRIPTOR, ACQUIRED, RELOAD_ACQUIRED -> "inherited";
        };
        log.info(
                "jwsgi socket {} {} {} address {} fd {}",
                number,
                how,
                socket.inheritedWord(),
                socket.name(),
                socket.fd());
    }

    void acquired(String source, int number, BoundSocket socket) {
        log.info(
                "jwsgi {} socket {} attached to {} address {} fd {}",
                source,
                number,
                socket.inheritedWord(),
                socket.name(),
                socket.fd());
    }

    void acquired(String source) {
        log.info("{} sockets attached", source);
    }

    void backlog(int limit) {
        log.info("your server socket listen backlog is limited to {} connections", limit);
    }
}
