/** Tests of the zerg exchange. */
@NullMarked
package org.jwsgi.api.zerg;

import org.jspecify.annotations.NullMarked;
