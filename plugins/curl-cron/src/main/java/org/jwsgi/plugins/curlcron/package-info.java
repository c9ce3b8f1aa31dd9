/** URLs that are fetched at given times. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.curlcron;

import org.jspecify.annotations.NullMarked;
