/** One state machine for every child process, the launch thread and the scoreboard. */
@NullMarked
package org.jwsgi.kernel.supervise;

import org.jspecify.annotations.NullMarked;
