/** Tests of the algorithm. */
@NullMarked
package org.jwsgi.plugins.cheaperspare;

import org.jspecify.annotations.NullMarked;
