/** Commands at given times. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.cron;

import org.jspecify.annotations.NullMarked;
