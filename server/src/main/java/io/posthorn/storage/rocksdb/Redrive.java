package io.posthorn.storage.rocksdb;

/** Makes DEAD messages ready again. */
final class Redrive {
  private Redrive() {}

  /** False when its key is taken. */
  static boolean redrive(
      Core core, QueueState state, long sequence, SideRecord dead, MessageRecord message) {
    if (message.key() != null) {
      byte[] key = Keys.producerKey(state.incarnation(), message.key());
      if (core.get(Column.KEYS, key) != null) {
        return false;
      }
      core.batch.put(Column.KEYS, key, Keys.queue(sequence));
    }
    long now = core.now();
    core.lifecycle.undie(state, sequence, dead);
    core.tally.redriven();
    SideRecord anew = dead.beginning(state.pauseLane(), now, message.lifeFrom(now));
    Course course = anew.course().withPlace(Expiry.place(dead, message));
    core.lifecycle.park(state, sequence, state.ordered() ? anew.with(course) : anew);
    return true;
  }
}
