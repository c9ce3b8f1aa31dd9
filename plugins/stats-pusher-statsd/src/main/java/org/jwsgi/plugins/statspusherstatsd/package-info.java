/** Pushes metrics to a statsd server. Runs in the master. */
@NullMarked
package org.jwsgi.plugins.statspusherstatsd;

import org.jspecify.annotations.NullMarked;
