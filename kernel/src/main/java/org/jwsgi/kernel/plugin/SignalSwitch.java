package org.jwsgi.kernel.plugin;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.supervise.SignalPort;

/**
 * Takes the uWSGI signals that the plugins of this process raise and register to whoever routes them, once there is
 * somebody: what is raised before is lost. Any process; safe on any thread.
 */
public final class SignalSwitch {
    private volatile @Nullable SignalPort port;

    /** Creates it; nobody routes yet. */
    SignalSwitch() {}

    /** Has somebody route signals from now on. */
    public void servedBy(SignalPort newPort) {
        port = newPort;
    }

    /**
     * Raises a signal.
     *
     * @throws IllegalArgumentException when there is none of this number
     */
    void raise(int number) {
        int signal = SignalPort.checked(number);
        SignalPort current = port;
        if (current != null) {
            current.raise(signal);
        }
    }

    /**
     * Registers a handler.
     *
     * @throws IllegalArgumentException when there is no such signal or target
     * @throws UnsupportedOperationException when this process is no worker
     */
    void register(int number, String target, IntConsumer handler) {
        int signal = SignalPort.checked(number);
        SignalPort current = port;
        if (current == null) {
            throw new UnsupportedOperationException("signals are handled in workers");
        }
        current.register(signal, target, handler);
    }
}
