package org.jwsgi.kernel.socket;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Endpoint;
import org.slf4j.Logger;

/**
 * Finds what a configured address stands for. Numbers are read by the C library; only names and interface patterns load
 * Java's network classes. Runs in: MASTER, or the sole process, at start-up.
 */
final class AddressResolver {
    private final Logger log;

    AddressResolver(Logger log) {
        this.log = log;
    }

    /**
     * Returns the endpoint of an address that is to be bound. May ask a name server.
     *
     * @throws JwsgiException of kind {@code ENVIRONMENT} when no endpoint can be found
     */
    Endpoint resolve(ListenAddress address) {
        Optional<Endpoint> literal = address.literal();
        if (literal.isPresent()) {
            return literal.get();
        }
        if (address instanceof ListenAddress.Tcp tcp) {
            return byName(tcp);
        }
        if (address instanceof ListenAddress.InterfacePrefix prefix) {
            return byInterface(prefix);
        }
        throw new IllegalArgumentException("not an address to bind: " + address.text());
    }

    private static Endpoint byName(ListenAddress.Tcp tcp) {
        if (tcp.host().indexOf(':') >= 0) {
            throw failure(tcp, "\"" + tcp.host() + "\" is no IPv6 address of this machine");
        }
        try {
            InetAddress first = null;
            for (InetAddress found : InetAddress.getAllByName(tcp.host())) {
                if (found instanceof Inet4Address) {
                    return Endpoint.inet4(found.getAddress(), tcp.port());
                }
                first = first == null ? found : first;
            }
            if (first instanceof Inet6Address six) {
                return Endpoint.inet6(six.getAddress(), tcp.port(), six.getScopeId());
            }
            throw failure(tcp, "the name has no address");
        } catch (UnknownHostException e) {
            throw failure(tcp, "unknown host");
        }
    }

    private Endpoint byInterface(ListenAddress.InterfacePrefix pattern) {
        try {
            var interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces.hasMoreElements()) {
                NetworkInterface candidate = interfaces.nextElement();
                var addresses = candidate.getInetAddresses();
                while (addresses.hasMoreElements()) {
                    if (addresses.nextElement() instanceof Inet4Address four
                            && four.getHostAddress().startsWith(pattern.prefix())) {
                        Endpoint endpoint = Endpoint.inet4(four.getAddress(), pattern.port());
                        log.info(
                                "[jwsgi-autoip] found {} for {} on interface {}",
                                endpoint.text(),
                                pattern.text(),
                                candidate.getName());
                        return endpoint;
                    }
                }
            }
        } catch (SocketException e) {
            throw failure(pattern, "the network interfaces cannot be listed");
        }
        throw new JwsgiException(
                JwsgiException.Kind.ENVIRONMENT,
                "unable to find a valid socket address: no interface has one that matches " + pattern.text());
    }

    private static JwsgiException failure(ListenAddress address, String reason) {
        return new JwsgiException(
                JwsgiException.Kind.ENVIRONMENT, "cannot resolve \"" + address.text() + "\": " + reason);
    }
}
