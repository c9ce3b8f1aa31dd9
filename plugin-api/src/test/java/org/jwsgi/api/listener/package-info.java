/** Fakes of descriptor passing for tests. */
@NullMarked
package org.jwsgi.api.listener;

import org.jspecify.annotations.NullMarked;
