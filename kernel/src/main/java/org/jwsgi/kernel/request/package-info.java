/** Moves the bytes between connections, protocols and applications. Runs in: WORKER. */
@NullMarked
package org.jwsgi.kernel.request;

import org.jspecify.annotations.NullMarked;
