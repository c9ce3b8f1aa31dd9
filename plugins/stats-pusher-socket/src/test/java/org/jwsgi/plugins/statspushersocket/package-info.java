@NullMarked
package org.jwsgi.plugins.statspushersocket;

import org.jspecify.annotations.NullMarked;
