package org.jwsgi.kernel.worker;

import org.jwsgi.kernel.supervise.ProcessOptions;

/**
 * Which worker this is, of how many.
 *
 * @param id its number, from 1
 * @param options the processes of the instance
 * @param apps the number of app slots on the scoreboard; as the master has it
 */
public record WorkerSeat(int id, ProcessOptions options, int apps) {}
