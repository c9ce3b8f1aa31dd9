/** Side-by-side measurements; started by {@code integration-tests/bench/run}, never by the tests. */
@NullMarked
package org.jwsgi.bench;

import org.jspecify.annotations.NullMarked;
