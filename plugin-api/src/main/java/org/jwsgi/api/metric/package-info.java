/**
 * Numbers that describe the instance. They live in the master, which owns them; services of the master add, read and change
 * them, and the plugin {@code metrics} collects them each second.
 */
@NullMarked
package org.jwsgi.api.metric;

import org.jspecify.annotations.NullMarked;
