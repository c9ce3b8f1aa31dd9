/** The imperial monitor {@code dir}: every configuration file in a directory is a vassal. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperordir;

import org.jspecify.annotations.NullMarked;
