package io.posthorn.message;

/** When a change is answered. */
public enum Durability {
  /** After it is on stable storage. */
  FLUSHED,
  /** At once; storage follows within the server's flush interval. */
  BUFFERED
}
