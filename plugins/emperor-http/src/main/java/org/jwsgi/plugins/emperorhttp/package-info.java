/** The imperial monitors {@code http} and {@code https}: a web server has the list of vassals. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperorhttp;

import org.jspecify.annotations.NullMarked;
