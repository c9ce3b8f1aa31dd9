/** The imperial monitor {@code pg}: each row of a query to PostgreSQL is a vassal. Runs in: EMPEROR. */
@NullMarked
package org.jwsgi.plugins.emperorpg;

import org.jspecify.annotations.NullMarked;
