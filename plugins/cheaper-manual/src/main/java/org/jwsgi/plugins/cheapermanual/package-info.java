/** The cheaper algorithm that leaves the pool to the operator. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cheapermanual;

import org.jspecify.annotations.NullMarked;
