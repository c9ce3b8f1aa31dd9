/** Tests of scheduled commands. */
@NullMarked
package org.jwsgi.plugins.cron;

import org.jspecify.annotations.NullMarked;
