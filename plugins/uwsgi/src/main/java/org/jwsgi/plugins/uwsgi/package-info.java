/**
 * The uwsgi protocol, which nginx and other front servers speak. Everything here runs in: WORKER.
 */
@NullMarked
package org.jwsgi.plugins.uwsgi;

import org.jspecify.annotations.NullMarked;
