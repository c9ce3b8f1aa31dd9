/** The command {@code --ping}, which asks a uwsgi server whether it answers. */
@NullMarked
package org.jwsgi.plugins.ping;

import org.jspecify.annotations.NullMarked;
