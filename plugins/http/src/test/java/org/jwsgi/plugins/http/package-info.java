/** Tests of the HTTP plugin. */
@NullMarked
package org.jwsgi.plugins.http;

import org.jspecify.annotations.NullMarked;
