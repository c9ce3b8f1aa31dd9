/** Fakes for tests of supervisors. */
@NullMarked
package org.jwsgi.api.supervisor;

import org.jspecify.annotations.NullMarked;
