/** The imperial monitor {@code zmq}: messages over ZeroMQ start, change and stop vassals. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperorzmq;

import org.jspecify.annotations.NullMarked;
