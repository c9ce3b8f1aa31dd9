/** Tests of what goes to Redis. */
@NullMarked
package org.jwsgi.plugins.logfile;

import org.jspecify.annotations.NullMarked;
