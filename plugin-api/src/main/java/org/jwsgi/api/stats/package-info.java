/** The state of the instance as a document, and where it can be pushed to. */
@NullMarked
package org.jwsgi.api.stats;

import org.jspecify.annotations.NullMarked;
