package io.posthorn.access;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys by id. Immutable. */
final class KeyRing {
  private static final byte[] NO_HASH = new byte[32];

  private final Map<String, Entry> byId;

  private record Entry(Hash hash, Identity identity) {}

  /** Bytes that nobody changes. */
  private static final class Hash {
    final byte[] bytes;

    Hash(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private KeyRing(Map<String, Entry> byId) {
    this.byId = byId;
  }

  /**
   * The ring of {@code keys}.
   *
   * @throws IllegalArgumentException when two have one id
   */
  static KeyRing of(List<AccessKey> keys) {
    Map<String, Entry> byId = new HashMap<>();
    for (AccessKey key : keys) {
      String hex = key.hash().substring(key.hash().indexOf(':') + 1);
      var entry = new Entry(new Hash(HexFormat.of().parseHex(hex)), Identity.of(key));
      if (byId.put(key.id(), entry) != null) {
        throw new IllegalArgumentException(
            "key id '" + key.id() + "' twice (expected: one key for each id)");
      }
    }
    return new KeyRing(byId);
  }

  Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  /** Whether {@code identity} was found by a key that is here, with all it is for. */
  boolean has(Identity identity) {
    Entry entry = byId.get(identity.id());
    return entry != null && entry.identity().hasKeyOf(identity);
  }

  /**
   * Who has {@code key}; null when nobody. Takes the same time whatever part of it is right: the id
   * is no secret, and what is secret is compared as a whole.
   */
  @Nullable Identity find(String key) {
    String id = KeyText.id(key);
    if (id == null) {
      return null;
    }
    Entry entry = byId.get(id);
    boolean same =
        MessageDigest.isEqual(KeyText.digest(key), entry == null ? NO_HASH : entry.hash().bytes);
    return same && entry != null ? entry.identity() : null;
  }
}
