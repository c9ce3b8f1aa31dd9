/** How a plugin teaches jwsgi a new configuration format or a new place to read configurations from. */
@NullMarked
package org.jwsgi.api.config;

import org.jspecify.annotations.NullMarked;
