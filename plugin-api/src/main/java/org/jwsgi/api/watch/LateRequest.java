package org.jwsgi.api.watch;

/**
 * A request that takes too long.
 *
 * @param core the core that runs it
 * @param startMicros its start in microseconds since the epoch; by now the core may run another one, which is left alone
 */
public record LateRequest(int core, long startMicros) {}
