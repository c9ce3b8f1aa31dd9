/** Listening sockets that come from elsewhere or are held for others, and the passing of descriptors between programs. */
@NullMarked
package org.jwsgi.api.listener;

import org.jspecify.annotations.NullMarked;
