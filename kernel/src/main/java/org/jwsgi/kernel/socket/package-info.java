/** Addresses, listening sockets and where they are inherited from. Runs in: MASTER, or the sole process. */
@NullMarked
package org.jwsgi.kernel.socket;

import org.jspecify.annotations.NullMarked;
