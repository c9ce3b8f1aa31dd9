/** Instances made of real processes, for tests: a small master, worker and sole process, and the handle on them. */
@NullMarked
package org.jwsgi.kernel.testing;

import org.jspecify.annotations.NullMarked;
