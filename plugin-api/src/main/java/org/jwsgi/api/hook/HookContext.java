package org.jwsgi.api.hook;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a running hook finds around it. Valid during {@link HookAction#run} only, on its thread. Every method that cannot
 * do what it is asked throws a {@link HookException} with the reason.
 */
public interface HookContext {
    /** Returns the phase as log lines name it, such as {@code pre-jail} or {@code as root}. */
    String phase();

    /** Logs a line of the hook's output. */
    void print(String line);

    /** Returns the working directory of the calling thread, to which relative names belong. */
    Path directory();

    /** Returns where a name from the configuration leads. */
    default Path resolve(String name) {
        return directory().resolve(name);
    }

    /** Changes the working directory of this process and of the children it starts from now on. */
    void changeDirectory(String directory);

    /** Returns the environment that hooks of this process and its later children get. */
    Map<String, String> environment();

    /**
     * Sets an environment variable for native code of this process, for later hooks and for every child that is started
     * later. What Java has read at its start ({@code System.getenv}) does not change in this process.
     */
    void setVariable(String name, String value);

    /**
     * Runs a command with the shell ({@code binsh} or {@code /bin/sh}) and waits for its end. It inherits the calling
     * thread's user, working directory and namespaces, {@link #environment()} and the standard streams.
     *
     * @return its exit code; 128 and the signal's number when a signal ended it
     */
    int shell(String command);

    /**
     * Ends this process with a code. Does not return.
     *
     * @param code 0 to 255
     */
    void exit(int code);

    /** Returns what the JDK does not offer. */
    HostCalls host();
}
