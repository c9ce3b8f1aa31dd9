/** The entry point: decides which process this is and starts it. On top of every other package. */
@NullMarked
package org.jwsgi.kernel.boot;

import org.jspecify.annotations.NullMarked;
