/** Pushes the state of the instance to a file. Runs in the master. */
@NullMarked
package org.jwsgi.plugins.statspusherfile;

import org.jspecify.annotations.NullMarked;
