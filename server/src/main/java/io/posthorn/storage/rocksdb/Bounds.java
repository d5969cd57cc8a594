package io.posthorn.storage.rocksdb;

/**
 * How much is kept, read or done at once. Tests set them tiny, so that a few messages meet every
 * edge.
 *
 * @param head most messages in a {@link HeadWindow} that grows by appends
 * @param headRead messages read at once into one
 * @param waiting most entries of a {@link WaitingWindow}
 * @param waitingRead entries read at once into one
 * @param trimMessages consumed messages, or
 * @param trimBytes bytes of them, that are worth a trim
 * @param slice records that a trim looks at between two batches
 * @param looks records that a sweep looks at before it answers, however few of them it is about
 * @param places messages that wait for their first instant and are looked at for a place of their
 *     own when a queue becomes ordered
 */
record Bounds(
    int head,
    int headRead,
    int waiting,
    int waitingRead,
    long trimMessages,
    long trimBytes,
    int slice,
    int looks,
    int places) {
  static final Bounds DEFAULT =
      new Bounds(1024, 256, 64, 16, 65_536, 64L << 20, 512, 10_000, 10_000);
}
