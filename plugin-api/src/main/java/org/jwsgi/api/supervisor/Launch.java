package org.jwsgi.api.supervisor;

/** A program on its way. Loop. */
public interface Launch {
    /**
     * Prevents the program, unless it is too late. The commands that hooks on its way are running are killed with all that
     * they have started. None of the descriptors that the program was to inherit is used any more, so they may be closed; the
     * listener is told nothing more. A step that hangs without a command keeps its thread.
     *
     * @return false when the program runs, has ended, or is just being started; the listener is told of it as ever
     */
    boolean callOff();
}
