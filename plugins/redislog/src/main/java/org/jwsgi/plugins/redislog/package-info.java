/** The logger of type redislog, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.redislog;

import org.jspecify.annotations.NullMarked;
