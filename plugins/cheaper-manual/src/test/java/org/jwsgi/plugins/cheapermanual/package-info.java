/** Tests of the algorithm. */
@NullMarked
package org.jwsgi.plugins.cheapermanual;

import org.jspecify.annotations.NullMarked;
