package org.jwsgi.kernel.request;

import java.util.List;

/**
 * What a busy core does.
 *
 * @param core its number, from 0
 * @param thread the thread that runs the request
 * @param startMicros the request's start in microseconds since the epoch
 * @param vars the request's variables as {@code NAME=VALUE}
 */
public record CoreActivity(int core, Thread thread, long startMicros, List<String> vars) {}
