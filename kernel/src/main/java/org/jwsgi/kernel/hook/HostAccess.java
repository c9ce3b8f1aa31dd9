package org.jwsgi.kernel.hook;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.hook.HostCalls;
import org.jwsgi.kernel.posix.Fifos;
import org.jwsgi.kernel.posix.Mounts;
import org.jwsgi.kernel.posix.Namespaces;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Symbols;

/** The host's calls for hooks of plugins. Any process, any thread. */
final class HostAccess implements HostCalls {
    @Override
    public void mount(String type, String source, String target, long flags, @Nullable String data) {
        explained(() -> {
            Mounts.mount(source, target, type, flags, data == null ? "" : data);
            return true;
        });
    }

    @Override
    public void unmount(String target, int flags) {
        explained(() -> {
            Mounts.unmount(target, flags);
            return true;
        });
    }

    @Override
    public void setHostname(String name) {
        explained(() -> {
            Namespaces.setHostname(name);
            return true;
        });
    }

    @Override
    public boolean writeFifo(String path, byte[] bytes) {
        return explained(() -> Fifos.write(path, bytes));
    }

    @Override
    public int call(String symbol) {
        return result(symbol, Symbols.call(symbol));
    }

    @Override
    public int call(String symbol, String argument) {
        return result(symbol, Symbols.call(symbol, argument));
    }

    @Override
    public int call(String symbol, int argument) {
        return result(symbol, Symbols.call(symbol, argument));
    }

    @Override
    public void handleSignal(int signal, String symbol) {
        if (!explained(() -> Symbols.handleSignal(signal, symbol))) {
            throw missing(symbol);
        }
    }

    private static int result(String symbol, OptionalInt result) {
        return result.orElseThrow(() -> missing(symbol));
    }

    private static HookException missing(String symbol) {
        return new HookException("unable to call function \"" + symbol + '"');
    }

    static <T> T explained(Supplier<T> call) {
        try {
            return call.get();
        } catch (PosixException e) {
            throw new HookException(e.getMessage(), e);
        }
    }
}
