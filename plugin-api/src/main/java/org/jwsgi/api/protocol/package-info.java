/**
 * How a plugin teaches jwsgi a protocol that clients or front servers speak on a listening socket. The kernel moves the
 * bytes; a protocol only turns bytes into decisions and responses into bytes.
 */
@NullMarked
package org.jwsgi.api.protocol;

import org.jspecify.annotations.NullMarked;
