/** The stats server: hands the state of the instance as JSON to whoever connects. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.stats;

import org.jspecify.annotations.NullMarked;
