/** Tests of the uwsgi plugin. The {@code .bin} resources are what nginx 1.22 sent. */
@NullMarked
package org.jwsgi.plugins.uwsgi;

import org.jspecify.annotations.NullMarked;
