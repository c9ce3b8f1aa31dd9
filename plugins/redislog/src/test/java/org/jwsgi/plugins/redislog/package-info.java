/** Tests of what goes to Redis. */
@NullMarked
package org.jwsgi.plugins.redislog;

import org.jspecify.annotations.NullMarked;
