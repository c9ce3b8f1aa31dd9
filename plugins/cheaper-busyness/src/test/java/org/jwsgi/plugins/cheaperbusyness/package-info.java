/** The cheaper algorithm that follows the share of time that workers spend in requests. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cheaperbusyness;

import org.jspecify.annotations.NullMarked;
