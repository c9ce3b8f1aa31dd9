/** The cheaper algorithm that follows the listen queue. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cheaperbacklog;

import org.jspecify.annotations.NullMarked;
