/** Pushes metrics to a UDP address. Runs in the master. */
@NullMarked
package org.jwsgi.plugins.statspushersocket;

import org.jspecify.annotations.NullMarked;
