package org.jwsgi.kernel.master;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * uWSGI signals that wait for one worker, or for any. It holds so many and no more: what does not fit is dropped, with a line
 * when that begins and another one when it is over. Master loop.
 */
final class SignalQueue implements Iterable<Integer> {
    /** How many signals may wait. */
    static final int LONGEST = 1024;

    private final String receiver;
    private final Deque<Integer> numbers = new ArrayDeque<>();
    private long dropped;

    /**
     * Creates an empty queue.
     *
     * @param receiver whom the signals are for, as the log is to tell it
     */
    SignalQueue(String receiver) {
        this.receiver = receiver;
    }

    /** Adds a signal. Returns false when it does not fit and is dropped. */
    boolean add(int number) {
        if (numbers.size() >= LONGEST) {
            if (dropped++ == 0) {
                MasterMessages.signalQueueFull(LONGEST, receiver, number);
            }
            return false;
        }
        numbers.add(number);
        return true;
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    int size() {
        return numbers.size();
    }

    /** Returns the signals in their order; they may be removed. */
    @Override
    public Iterator<Integer> iterator() {
        return numbers.iterator();
    }

    /** Tells how many signals were dropped, once there is room again. */
    void settle() {
        if (dropped > 0 && numbers.size() <= LONGEST / 2) {
            MasterMessages.signalsDropped(dropped, receiver);
            dropped = 0;
        }
    }
}
