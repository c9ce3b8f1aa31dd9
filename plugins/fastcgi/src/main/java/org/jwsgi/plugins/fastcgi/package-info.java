/** FastCGI in the role of a responder, which web servers speak. Everything here runs in: WORKER. */
@NullMarked
package org.jwsgi.plugins.fastcgi;

import org.jspecify.annotations.NullMarked;
