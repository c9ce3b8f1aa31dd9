/** Tests of the attached daemons. */
@NullMarked
package org.jwsgi.plugins.attachdaemon;

import org.jspecify.annotations.NullMarked;
