/** Alarms that raise a uWSGI signal, so that an application acts on them. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.alarmsignal;

import org.jspecify.annotations.NullMarked;
