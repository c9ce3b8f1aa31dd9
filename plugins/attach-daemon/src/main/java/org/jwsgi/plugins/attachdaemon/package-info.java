/** Attached daemons: programs that the master runs beside the workers. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.attachdaemon;

import org.jspecify.annotations.NullMarked;
