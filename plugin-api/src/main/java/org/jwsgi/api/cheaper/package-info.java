/** How many workers run: algorithms that look at the pool and say how it should change. Runs in: MASTER. */
@NullMarked
package org.jwsgi.api.cheaper;

import org.jspecify.annotations.NullMarked;
