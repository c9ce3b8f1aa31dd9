/** Loggers and log encoders: where the lines of the instance's log go and how they look there. */
@NullMarked
package org.jwsgi.api.log;

import org.jspecify.annotations.NullMarked;
