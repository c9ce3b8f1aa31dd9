package org.jwsgi.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Facts about the running instance that do not change during its life.
 *
 * @param version jwsgi's version
 * @param hostname the machine's name
 * @param home the installation folder
 * @param startDirectory the working directory at start
 * @param masterPid the master's pid, or this process' pid without a master
 * @param hasMaster whether a master supervises this process
 * @param workers the configured number of workers
 * @param threads the number of requests that a worker runs at once (its cores)
 * @param options every configured option and placeholder in the order of its appearance; a flag without a value has
 *     the value {@code "true"}
 */
public record InstanceInfo(
        String version,
        String hostname,
        Path home,
        Path startDirectory,
        long masterPid,
        boolean hasMaster,
        int workers,
        int threads,
        Map<String, List<String>> options) {}
