/** Reloads as soon as something changes at a path. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.fsreload;

import org.jspecify.annotations.NullMarked;
