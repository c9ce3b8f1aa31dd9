/** The imperial monitor {@code redis}: each member of a set in Redis is a vassal, and a hash describes it. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperorredis;

import org.jspecify.annotations.NullMarked;
