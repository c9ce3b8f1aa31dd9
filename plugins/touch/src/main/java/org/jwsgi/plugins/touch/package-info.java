/** The touch family: files whose modification time triggers an action. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.touch;

import org.jspecify.annotations.NullMarked;
