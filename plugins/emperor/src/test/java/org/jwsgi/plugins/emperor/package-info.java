@NullMarked
package org.jwsgi.plugins.emperor;

import org.jspecify.annotations.NullMarked;
