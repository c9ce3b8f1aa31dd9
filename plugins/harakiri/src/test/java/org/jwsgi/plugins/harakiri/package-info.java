@NullMarked
package org.jwsgi.plugins.harakiri;

import org.jspecify.annotations.NullMarked;
