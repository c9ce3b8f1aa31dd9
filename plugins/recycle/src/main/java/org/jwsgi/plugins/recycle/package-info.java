/** Recycling: workers that have run long enough, grown too large or met an exception are replaced by fresh ones. */
@NullMarked
package org.jwsgi.plugins.recycle;

import org.jspecify.annotations.NullMarked;
