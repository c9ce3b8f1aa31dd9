/** Tests of the algorithm. */
@NullMarked
package org.jwsgi.plugins.cheaperbusyness;

import org.jspecify.annotations.NullMarked;
