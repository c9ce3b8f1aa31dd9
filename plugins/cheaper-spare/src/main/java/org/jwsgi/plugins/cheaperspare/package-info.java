/** The default cheaper algorithm: starts workers when none is free, stops them when several are. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cheaperspare;

import org.jspecify.annotations.NullMarked;
