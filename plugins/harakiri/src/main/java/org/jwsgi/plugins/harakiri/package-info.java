/** Harakiri: requests that take too long are interrupted, answered with 504 and, if need be, ended with their worker. */
@NullMarked
package org.jwsgi.plugins.harakiri;

import org.jspecify.annotations.NullMarked;
