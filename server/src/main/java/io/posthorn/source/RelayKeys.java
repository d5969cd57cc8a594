package io.posthorn.source;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The Redis keys around one list, for one instance. All hash to the slot of the list itself, unless
 * its name has braces.
 *
 * @param list where producers push to the head and instances take from the tail
 * @param processing what the instance has taken and not dropped yet, newest first
 * @param dropped how many items it ever dropped from there
 * @param heartbeat there while the instance lives
 * @param instances all instances, by the second when they were last seen
 * @param dead what can't be delivered
 */
record RelayKeys(
    byte[] list,
    byte[] processing,
    byte[] dropped,
    byte[] heartbeat,
    byte[] instances,
    byte[] dead) {
  /** Those of {@code instance} at the list {@code list:name}. */
  static RelayKeys of(String name, String instance) {
    String list = "list:" + name;
    String tagged = "{" + list + "}:";
    return new RelayKeys(
        list.getBytes(UTF_8),
        (tagged + "processing:" + instance).getBytes(UTF_8),
        (tagged + "dropped:" + instance).getBytes(UTF_8),
        (tagged + "heartbeat:" + instance).getBytes(UTF_8),
        (tagged + "instances").getBytes(UTF_8),
        (tagged + "dead").getBytes(UTF_8));
  }
}
