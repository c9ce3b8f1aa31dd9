/** For tests of cheaper algorithms: a pool that obeys, and what every algorithm must keep. */
@NullMarked
package org.jwsgi.api.cheaper;

import org.jspecify.annotations.NullMarked;
