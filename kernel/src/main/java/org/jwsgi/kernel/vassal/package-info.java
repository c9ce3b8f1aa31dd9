/** What an instance does for the Emperor that governs it. Runs in: MASTER, or the sole process. */
@NullMarked
package org.jwsgi.kernel.vassal;

import org.jspecify.annotations.NullMarked;
