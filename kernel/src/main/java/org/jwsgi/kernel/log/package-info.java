/** The server log and the request log. Below every other package but posix. */
@NullMarked
package org.jwsgi.kernel.log;

import org.jspecify.annotations.NullMarked;
