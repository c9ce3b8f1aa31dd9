/** Tests of scheduled fetches. */
@NullMarked
package org.jwsgi.plugins.curlcron;

import org.jspecify.annotations.NullMarked;
