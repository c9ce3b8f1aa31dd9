package org.jwsgi.kernel.socket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.kernel.JwsgiException;

/**
 * The sockets that the configuration asks for, in the order in which they were declared, which is their numbering. The
 * same address twice is one socket, but each port of the system's choice is another.
 *
 * @param sockets what to listen on
 * @param shared what to bind early, to be used by number
 */
record ListenerPlan(List<Entry> sockets, List<SharedEntry> shared) {
    /** A socket that workers serve. */
    record Entry(ListenAddress address, String protocol) {}

    /** A {@code shared-socket}. */
    record SharedEntry(ListenAddress address, boolean deferAccept) {}

    /**
     * Reads the socket options.
     *
     * @param lines configuration lines in their order; those with other keys are passed over
     * @param protocols the protocol of each socket option that plugins declare, aliases included
     * @param options the kernel's own socket options
     * @throws JwsgiException of kind {@code USER}, a line for each address that is none
     */
    static ListenerPlan of(List<ConfigLine> lines, Map<String, String> protocols, SocketOptions options) {
        List<Entry> sockets = new ArrayList<>();
        List<SharedEntry> shared = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ConfigLine line : lines) {
            boolean undeferred = line.key().equals("undeferred-shared-socket");
            boolean isShared = undeferred || line.key().equals("shared-socket");
            String protocol = line.key().equals("socket") ? options.protocol() : protocols.get(line.key());
            if (!isShared && protocol == null) {
                continue;
            }
            try {
                String value = line.value();
                ListenAddress address = ListenAddress.parse(value == null ? "" : value, options.abstractSocket());
                if (isShared) {
                    shared.add(sharedEntry(address, !undeferred));
                } else if (protocol != null && (address.hasAnyPort() || seen.add(address.text()))) {
                    sockets.add(new Entry(address, protocol));
                }
            } catch (JwsgiException e) {
                problems.add(line.source() + ": " + line.key() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, String.join("\n", problems));
        }
        return new ListenerPlan(List.copyOf(sockets), List.copyOf(shared));
    }

    private static SharedEntry sharedEntry(ListenAddress address, boolean deferAccept) {
        if (address instanceof ListenAddress.Shared) {
            throw new JwsgiException(
                    JwsgiException.Kind.USER, "a shared socket needs an address of its own, not " + address.text());
        }
        return new SharedEntry(address, deferAccept);
    }
}
