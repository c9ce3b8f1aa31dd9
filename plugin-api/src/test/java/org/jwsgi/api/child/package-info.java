/** Children that never run, for tests of services. */
@NullMarked
package org.jwsgi.api.child;

import org.jspecify.annotations.NullMarked;
