/** Shows the state of the instance to Prometheus. Runs in the master. */
@NullMarked
package org.jwsgi.plugins.prometheus;

import org.jspecify.annotations.NullMarked;
