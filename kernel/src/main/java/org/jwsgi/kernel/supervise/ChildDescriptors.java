package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.List;

/** The numbers under which every child JVM finds what it inherits. */
public final class ChildDescriptors {
    /** The control channel to the master. */
    public static final int CONTROL = 3;
    /** The scoreboard's memory file. */
    public static final int SCOREBOARD = 4;
    /** The memory file with the effective configuration. */
    public static final int PAYLOAD = 5;
    /** The first listening socket; the others follow in their order. */
    public static final int FIRST_LISTENER = 6;

    private ChildDescriptors() {}

    /** Returns the parent's descriptors in the order in which a child finds them, from 3 on. */
    public static List<Integer> ordered(int control, int scoreboard, int payload, List<Integer> listeners) {
        List<Integer> descriptors = new ArrayList<>(3 + listeners.size());
        descriptors.add(control);
        descriptors.add(scoreboard);
        descriptors.add(payload);
        descriptors.addAll(listeners);
        return descriptors;
    }
}
