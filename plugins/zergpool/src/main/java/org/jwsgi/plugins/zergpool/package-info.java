/**
 * Zerg pools: listening sockets that the instance binds for zergs and does not serve itself. Runs in: MASTER. uWSGI gives the
 * pools a process of their own; here a thread of the master hands the sockets out.
 */
@NullMarked
package org.jwsgi.plugins.zergpool;

import org.jspecify.annotations.NullMarked;
