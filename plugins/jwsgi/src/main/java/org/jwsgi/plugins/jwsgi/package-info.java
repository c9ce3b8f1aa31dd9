/**
 * The JWSGI interface: runs Java applications in the worker, as uWSGI's {@code jvm} and {@code jwsgi} plugins do.
 * Everything here runs in: WORKER. The class {@code uwsgi} that applications use lives in the unnamed package, because
 * that is its name in uWSGI.
 */
@NullMarked
package org.jwsgi.plugins.jwsgi;

import org.jspecify.annotations.NullMarked;
