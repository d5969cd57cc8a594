/** The native API v1: routes, codecs, error mapping. */
@NullMarked
package io.posthorn.protocol.rest;

import org.jspecify.annotations.NullMarked;
