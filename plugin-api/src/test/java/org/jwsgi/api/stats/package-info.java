/** Tests of what pushes stats. */
@NullMarked
package org.jwsgi.api.stats;

import org.jspecify.annotations.NullMarked;
