/** Turns command line, environment and files into bound option records. Knows no feature. */
@NullMarked
package org.jwsgi.kernel.config;

import org.jspecify.annotations.NullMarked;
