/** Tests of the fastcgi plugin. The {@code .bin} resources are what nginx 1.22 sent. */
@NullMarked
package org.jwsgi.plugins.fastcgi;

import org.jspecify.annotations.NullMarked;
