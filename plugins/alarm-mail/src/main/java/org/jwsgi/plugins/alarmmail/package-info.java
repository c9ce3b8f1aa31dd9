/** The type of alarm that sends a mail. */
@NullMarked
package org.jwsgi.plugins.alarmmail;

import org.jspecify.annotations.NullMarked;
