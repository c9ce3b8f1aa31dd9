/** The log encoders that uWSGI has built in, in the process that reads the log. */
@NullMarked
package org.jwsgi.plugins.logencoders;

import org.jspecify.annotations.NullMarked;
