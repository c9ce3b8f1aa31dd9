/**
 * Metrics: the tree that uWSGI has, metrics of the configuration with their collectors, thresholds, files, and the service
 * that pushes the state of the instance. Runs in the master.
 */
@NullMarked
package org.jwsgi.plugins.metrics;

import org.jspecify.annotations.NullMarked;
