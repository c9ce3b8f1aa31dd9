@NullMarked
package org.jwsgi.plugins.emperorredis;

import org.jspecify.annotations.NullMarked;
