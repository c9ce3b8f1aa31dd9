/** When scheduled work is due, by uWSGI's rules: shared by everything that takes cron fields. */
@NullMarked
package org.jwsgi.api.cron;

import org.jspecify.annotations.NullMarked;
