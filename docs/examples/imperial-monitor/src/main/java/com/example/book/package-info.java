/** The imperial monitor {@code book}: each chapter of one file is the configuration of a vassal. Runs in: EMPEROR. */
package com.example.book;
