@NullMarked
package org.jwsgi.plugins.statspusherstatsd;

import org.jspecify.annotations.NullMarked;
