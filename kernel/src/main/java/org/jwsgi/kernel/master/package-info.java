/** The master: owns the instance's state in one loop thread, spawns and watches every child. Runs in: MASTER. */
@NullMarked
package org.jwsgi.kernel.master;

import org.jspecify.annotations.NullMarked;
