/**
 * Processes of an instance that supervise other programs instead of workers, such as the Emperor: a plugin gives a {@link
 * org.jwsgi.api.supervisor.SupervisorProvider}, the kernel gives it a process with an event loop, signals, children and
 * sockets.
 */
@NullMarked
package org.jwsgi.api.supervisor;

import org.jspecify.annotations.NullMarked;
