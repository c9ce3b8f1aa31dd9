/**
 * Zerg mode: a server hands the listening sockets of its instance to other instances, and a client gets them. Runs in: MASTER;
 * the client in the sole process, too.
 */
@NullMarked
package org.jwsgi.plugins.zerg;

import org.jspecify.annotations.NullMarked;
