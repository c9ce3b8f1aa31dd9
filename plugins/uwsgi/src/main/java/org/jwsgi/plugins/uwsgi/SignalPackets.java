package org.jwsgi.plugins.uwsgi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntConsumer;
import org.jwsgi.api.PluginContext;

/**
 * Packets that raise a uWSGI signal: modifier1 110, and the signal's number as modifier2. Their block means nothing. The
 * answer is the same whether anybody handles the signal or not: a packet with the modifiers 255 and 1, as uWSGI 2.0.21 sends
 * it. Runs in: WORKER.
 */
final class SignalPackets {
    /** The modifier1 of such a packet. */
    static final int MODIFIER1 = 110;

    /** Takes no signals: the modifier is one that nobody serves. */
    static final IntConsumer NONE = _ -> {};

    private static final byte DONE = (byte) 255;

    private SignalPackets() {}

    /** Returns what raises signals: {@link #NONE} when {@code allowed-modifiers} does not name the modifier. */
    static IntConsumer of(PluginContext context) {
        List<String> allowed = context.instance().options().getOrDefault("allowed-modifiers", List.of());
        return allowed.isEmpty() || names(allowed.getLast()) ? context::raiseSignal : NONE;
    }

    private static boolean names(String list) {
        for (String modifier : list.split(",", -1)) {
            if (modifier.strip().equals("110")) {
                return true;
            }
        }
        return false;
    }

    /** Returns the answer. */
    static ByteBuffer taken() {
        return ByteBuffer.wrap(new byte[] {DONE, 0, 0, 1});
    }
}
