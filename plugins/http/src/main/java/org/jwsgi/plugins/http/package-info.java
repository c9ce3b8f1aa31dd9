/**
 * HTTP/1.1 (RFC 9110, RFC 9112) spoken by the workers themselves, with the CGI variables that uWSGI's HTTP sockets make.
 * Everything here runs in: WORKER.
 */
@NullMarked
package org.jwsgi.plugins.http;

import org.jspecify.annotations.NullMarked;
