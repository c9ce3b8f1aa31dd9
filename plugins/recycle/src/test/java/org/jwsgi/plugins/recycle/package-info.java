@NullMarked
package org.jwsgi.plugins.recycle;

import org.jspecify.annotations.NullMarked;
