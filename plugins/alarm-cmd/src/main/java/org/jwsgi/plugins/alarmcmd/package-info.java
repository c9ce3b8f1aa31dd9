/** The type of alarm that runs a command. */
@NullMarked
package org.jwsgi.plugins.alarmcmd;

import org.jspecify.annotations.NullMarked;
