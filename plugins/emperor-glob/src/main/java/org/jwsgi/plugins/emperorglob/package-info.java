/** The imperial monitor {@code glob}: every configuration file that a pattern matches is a vassal. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperorglob;

import org.jspecify.annotations.NullMarked;
