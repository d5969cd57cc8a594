/** The Java client of Posthorn. It has no dependency on the server. */
package io.posthorn.client;
