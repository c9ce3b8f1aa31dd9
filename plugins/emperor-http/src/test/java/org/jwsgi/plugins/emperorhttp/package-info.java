@NullMarked
package org.jwsgi.plugins.emperorhttp;

import org.jspecify.annotations.NullMarked;
