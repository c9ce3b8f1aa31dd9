/** uWSGI's zerg exchange, and a service that hands listening sockets out in it. */
@NullMarked
package org.jwsgi.api.zerg;

import org.jspecify.annotations.NullMarked;
