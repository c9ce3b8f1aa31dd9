/**
 * A small server for services of the master that show something: whoever connects gets the whole answer, as from uWSGI's
 * stats server. For more than that, a plugin needs a server of its own.
 */
@NullMarked
package org.jwsgi.api.answer;

import org.jspecify.annotations.NullMarked;
