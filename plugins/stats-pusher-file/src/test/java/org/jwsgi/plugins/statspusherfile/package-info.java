@NullMarked
package org.jwsgi.plugins.statspusherfile;

import org.jspecify.annotations.NullMarked;
