/**
 * Tests for plugin authors: extend a contract in a test of the plugin, and the promises that the kernel relies on are
 * checked against it. Comes in the API's test-jar.
 */
@NullMarked
package org.jwsgi.api.contract;

import org.jspecify.annotations.NullMarked;
