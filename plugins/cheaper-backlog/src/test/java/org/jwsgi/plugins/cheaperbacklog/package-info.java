/** Tests of the algorithm. */
@NullMarked
package org.jwsgi.plugins.cheaperbacklog;

import org.jspecify.annotations.NullMarked;
