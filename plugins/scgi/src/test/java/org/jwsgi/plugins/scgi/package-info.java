/** Tests of the scgi plugin. The {@code .bin} resources are what nginx 1.22 sent. */
@NullMarked
package org.jwsgi.plugins.scgi;

import org.jspecify.annotations.NullMarked;
