/** Tests that start the unpacked distribution, and real programs around it, and talk to them over real sockets. */
@NullMarked
package org.jwsgi.it;

import org.jspecify.annotations.NullMarked;
