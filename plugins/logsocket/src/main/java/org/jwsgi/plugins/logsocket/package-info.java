/** The logger of type socket, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.logsocket;

import org.jspecify.annotations.NullMarked;
