/** A worker's life: control socket, readiness, signals, end. Runs in: WORKER. */
@NullMarked
package org.jwsgi.kernel.worker;

import org.jspecify.annotations.NullMarked;
