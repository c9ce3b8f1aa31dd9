/** The Simple Common Gateway Interface, which web servers speak. Everything here runs in: WORKER. */
@NullMarked
package org.jwsgi.plugins.scgi;

import org.jspecify.annotations.NullMarked;
