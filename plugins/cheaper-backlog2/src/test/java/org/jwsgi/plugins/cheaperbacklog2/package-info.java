/** uWSGI's example of a cheaper algorithm in a plugin, with its quirk. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cheaperbacklog2;

import org.jspecify.annotations.NullMarked;
