/** A cluster on this machine, load on it, things that die, and the ledger of what became of it. */
@NullMarked
package io.posthorn.cli.demo;

import org.jspecify.annotations.NullMarked;
