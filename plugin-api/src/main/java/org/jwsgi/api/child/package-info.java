/** Child processes that the master runs for its services: daemons, scheduled commands, commands of alarms and hooks. */
@NullMarked
package org.jwsgi.api.child;

import org.jspecify.annotations.NullMarked;
