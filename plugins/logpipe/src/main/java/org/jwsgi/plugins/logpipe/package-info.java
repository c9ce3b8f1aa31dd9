/** The logger of type pipe, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.logpipe;

import org.jspecify.annotations.NullMarked;
