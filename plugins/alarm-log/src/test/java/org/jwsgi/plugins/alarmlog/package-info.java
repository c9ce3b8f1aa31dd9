/** The type of alarm that writes to the log. */
@NullMarked
package org.jwsgi.plugins.alarmlog;

import org.jspecify.annotations.NullMarked;
