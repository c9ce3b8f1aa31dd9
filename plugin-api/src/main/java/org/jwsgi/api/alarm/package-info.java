/** Alarms: how the operator is told that something needs attention. Each type of alarm is a provider. */
@NullMarked
package org.jwsgi.api.alarm;

import org.jspecify.annotations.NullMarked;
