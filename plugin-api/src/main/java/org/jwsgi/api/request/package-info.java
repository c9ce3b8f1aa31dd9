/** Requests and responses as applications' languages and route actions see them, whatever the protocol. */
@NullMarked
package org.jwsgi.api.request;

import org.jspecify.annotations.NullMarked;
