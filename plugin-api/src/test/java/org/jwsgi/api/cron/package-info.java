/** Tests of the cron rules. */
@NullMarked
package org.jwsgi.api.cron;

import org.jspecify.annotations.NullMarked;
