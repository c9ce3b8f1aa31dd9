package org.jwsgi.plugins.http;

import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.request.RequestVars;

/** The variables that every request of a connection has, in uWSGI's order. */
final class ConnectionVars {
    private final RequestVars vars = new RequestVars(128);

    ConnectionVars(ConnectionInfo connection, boolean router) {
        vars.add("SCRIPT_NAME", "");
        vars.add("SERVER_NAME", connection.serverName());
        vars.add("SERVER_PORT", connection.localPort() == 0 ? "80" : Integer.toString(connection.localPort()));
        if (router) {
            vars.add("UWSGI_ROUTER", "http");
        }
        if (connection.remoteAddress().isEmpty()) {
            vars.add("REMOTE_ADDR", "0.0.0.0");
        } else {
            vars.add("REMOTE_ADDR", connection.remoteAddress());
            vars.add("REMOTE_PORT", Integer.toString(connection.remotePort()));
        }
    }

    void appendTo(RequestVars target) {
        byte[] bytes = vars.array();
        for (int i = 0; i < vars.size(); i++) {
            target.add(bytes, vars.nameOffset(i), vars.nameLength(i), bytes, vars.valueOffset(i), vars.valueLength(i));
        }
    }
}
