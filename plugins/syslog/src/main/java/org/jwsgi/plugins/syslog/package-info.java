/** The logger of type syslog, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.syslog;

import org.jspecify.annotations.NullMarked;
