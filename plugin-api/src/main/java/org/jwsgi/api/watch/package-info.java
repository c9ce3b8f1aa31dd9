/** What plugins may watch for and act on: workers as the master sees them, and requests where they run. */
@NullMarked
package org.jwsgi.api.watch;

import org.jspecify.annotations.NullMarked;
