@NullMarked
package org.jwsgi.plugins.emperorpg;

import org.jspecify.annotations.NullMarked;
