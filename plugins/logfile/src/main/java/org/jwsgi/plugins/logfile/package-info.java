/** Loggers of types file, fd and stdio, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.logfile;

import org.jspecify.annotations.NullMarked;
