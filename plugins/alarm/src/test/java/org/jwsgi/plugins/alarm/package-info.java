/** Alarms: what raises them, and how they are delivered. Runs in: MASTER, and wherever a hook raises one. */
@NullMarked
package org.jwsgi.plugins.alarm;

import org.jspecify.annotations.NullMarked;
