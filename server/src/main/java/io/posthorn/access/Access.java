package io.posthorn.access;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a running server: those of its configuration and those of its {@link KeyFile}, which
 * may change meanwhile. Once keys were needed they are needed until the process ends, even when all
 * are revoked or the file is gone: what goes wrong must not open the door. Thread-safe.
 */
public final class Access {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  private final List<AccessKey> configured;
  private final @Nullable KeyFile file;
  private volatile @Nullable KeyRing ring;

  private Access(List<AccessKey> configured, @Nullable KeyFile file) {
    this.configured = configured;
    this.file = file;
  }

  /** Asks for no keys, ever. */
  public static Access open() {
    return new Access(List.of(), null);
  }

  /**
   * Takes {@code configured} keys and those of {@code file}.
   *
   * @throws IOException when the file is there but can't be read
   * @throws IllegalArgumentException when it holds what is no key, or two keys have one id
   */
  public static Access of(List<AccessKey> configured, KeyFile file) throws IOException {
    Access access = new Access(List.copyOf(configured), file);
    access.ring = access.read();
    return access;
  }

  /** Whether requests need a key. */
  public boolean required() {
    return ring != null;
  }

  /** Who has {@code key}; null when nobody. */
  public @Nullable Identity find(String key) {
    KeyRing current = ring;
    return current == null ? null : current.find(key);
  }

  /**
   * Whether who was found keeps what they had then: their key is neither gone nor changed, or still
   * none is asked.
   */
  public boolean isCurrent(Identity identity) {
    KeyRing current = ring;
    return current == null ? identity == Identity.ANYBODY : current.has(identity);
  }

  /**
   * Reads the file again.
   *
   * @throws IOException when it can't be read; the keys known before stay
   * @throws IllegalArgumentException when it holds what is no key; the same
   */
  public void reload() throws IOException {
    KeyRing before = ring;
    KeyRing now = read();
    if (now == null && before != null) {
      LOG.error("The file of keys is gone: keys of the configuration alone let anybody in");
      now = KeyRing.of(configured);
    }
    ring = now;
    tell(before == null ? Set.of() : before.ids(), now == null ? Set.of() : now.ids());
  }

  private @Nullable KeyRing read() throws IOException {
    List<AccessKey> kept = file == null ? null : file.read();
    if (kept == null && configured.isEmpty()) {
      return null;
    }
    List<AccessKey> all = new ArrayList<>(configured);
    if (kept != null) {
      all.addAll(kept);
    }
    return KeyRing.of(all);
  }

  private static void tell(Set<String> before, Set<String> now) {
    Set<String> added = new TreeSet<>(now);
    added.removeAll(before);
    Set<String> revoked = new TreeSet<>(before);
    revoked.removeAll(now);
    LOG.info(
        "Keys were read again: {} added {}, {} revoked {}",
        added.size(),
        added,
        revoked.size(),
        revoked);
  }
}
