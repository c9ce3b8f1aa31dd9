/** Tests of the algorithm. */
@NullMarked
package org.jwsgi.plugins.cheaperbacklog2;

import org.jspecify.annotations.NullMarked;
