package org.jwsgi.api.emperor;

import java.util.Collection;

/** What a {@link StreamingMonitor} can order. Any thread; returns at once. Commands are carried out in their order. */
public interface VassalCommands {
    /**
     * Has a vassal run as described: starts it when it is not known, reloads it when its {@link VassalSpec#stamp()} is later
     * than the last one.
     */
    void put(VassalSpec vassal);

    /** Stops a vassal of this monitor and forgets it. Nothing happens when there is none of that name. */
    void remove(String name);

    /** Replaces everything that was put before: what is not among these vassals is stopped. */
    void replaceAll(Collection<VassalSpec> vassals);

    /** Tells whether a vassal of this name is known, whichever monitor named it. */
    boolean isKnown(String name);
}
