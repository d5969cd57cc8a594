/**
 * Who may do what: keys, roles, and the one table of routes with the permission that each needs.
 */
@NullMarked
package io.posthorn.access;

import org.jspecify.annotations.NullMarked;
