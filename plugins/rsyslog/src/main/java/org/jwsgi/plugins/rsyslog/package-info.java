/** The logger of type rsyslog, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.rsyslog;

import org.jspecify.annotations.NullMarked;
