/** The types of alarm that send a request over HTTP: curl, as uWSGI has it, and webhook. */
@NullMarked
package org.jwsgi.plugins.alarmcurl;

import org.jspecify.annotations.NullMarked;
