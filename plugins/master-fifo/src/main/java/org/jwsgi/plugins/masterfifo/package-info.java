/** The master FIFO: a named pipe in which every byte is a command. Runs in: MASTER. */
@NullMarked
package org.jwsgi.plugins.masterfifo;

import org.jspecify.annotations.NullMarked;
