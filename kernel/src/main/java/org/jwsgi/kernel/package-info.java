/** What every part of the kernel shares: exit codes and the exceptions it speaks in. */
@NullMarked
package org.jwsgi.kernel;

import org.jspecify.annotations.NullMarked;
