/** Every native call, through the FFM API. At the bottom: depends on no other kernel package. */
@NullMarked
package org.jwsgi.kernel.posix;

import org.jspecify.annotations.NullMarked;
