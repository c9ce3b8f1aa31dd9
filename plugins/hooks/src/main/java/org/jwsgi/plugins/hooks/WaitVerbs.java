package org.jwsgi.plugins.hooks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookContext;

/** Waits for what others bring: files, mounts, interfaces, servers. */
public final class WaitVerbs implements HookActionProvider {
    private static final int CONNECT_MILLIS = 1000;

    /** Creates the provider; the plugin host calls this. */
    public WaitVerbs() {}

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public List<String> verbs() {
        return List.of(
                "wait_for_fs",
                "wait_for_file",
                "wait_for_dir",
                "wait_for_mountpoint",
                "wait_for_socket",
                "wait_for_interface");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(WaitOptions.class);
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        String what = Arguments.one(arguments, verb, "<target>");
        WaitOptions options = context.options(WaitOptions.class);
        return switch (verb) {
            case "wait_for_socket" -> {
                Socketlike target = Socketlike.of(what);
                yield process -> Polling.await(process, what, options.socketLimit(), () -> target.answers(process));
            }
            case "wait_for_interface" ->
                process -> Polling.await(process, what, options.interfaceLimit(), () -> isUp(what));
            default -> {
                FileTest test = switch (verb) {
                    case "wait_for_file" -> Files::isRegularFile;
                    case "wait_for_dir" -> Files::isDirectory;
                    case "wait_for_mountpoint" -> MountTable::isMountPoint;
                    default -> Files::exists;
                };
                yield process -> Polling.await(process, what, options.limit(), () -> test.holds(process.resolve(what)));
            }
        };
    }

    private static boolean isUp(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            return found != null && found.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    /** Something that holds for a file, links followed. */
    private interface FileTest {
        boolean holds(Path file);
    }

    /** Where somebody may accept connections. */
    private record Socketlike(String host, int port) {
        static Socketlike of(String address) {
            int colon = address.lastIndexOf(':');
            if (colon < 0 || address.startsWith("/")) {
                return new Socketlike(address, 0);
            }
            String host = address.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            return new Socketlike(
                    bracketed ? host.substring(1, host.length() - 1) : host.isEmpty() ? "127.0.0.1" : host,
                    Arguments.number(address.substring(colon + 1), "wait_for_socket", "<host>:<port> or <path>"));
        }

        boolean answers(HookContext process) {
            try {
                if (port == 0) {
                    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        return channel.connect(UnixDomainSocketAddress.of(process.resolve(host)));
                    }
                }
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                    return true;
                }
            } catch (IOException e) {
                return false;
            }
        }
    }
}
