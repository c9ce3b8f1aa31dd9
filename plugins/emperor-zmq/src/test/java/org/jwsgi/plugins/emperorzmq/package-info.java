@NullMarked
package org.jwsgi.plugins.emperorzmq;

import org.jspecify.annotations.NullMarked;
