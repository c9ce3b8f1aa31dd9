/** A request plugin that greets: the smallest complete example of a plugin. Runs in: WORKER. */
package com.example.hello;
