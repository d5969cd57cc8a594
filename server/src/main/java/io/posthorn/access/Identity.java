package io.posthorn.access;

import io.posthorn.message.QueueName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who asks, and what they may. Immutable. */
public final class Identity {
  /** Whoever comes, where no keys are asked. May everything. */
  public static final Identity ANYBODY =
      new Identity("-", Set.of(Role.ADMIN), List.of(NamePattern.ALL), null);

  private final String id;
  private final Set<Role> roles;
  private final List<NamePattern> queues;
  private final Set<Permission> permissions = EnumSet.noneOf(Permission.class);
  private final boolean everywhere;

  /** What it was proved by; null = by no key. */
  private final @Nullable AccessKey key;

  private Identity(String id, Set<Role> roles, List<NamePattern> queues, @Nullable AccessKey key) {
    this.key = key;
    this.id = id;
    this.roles = roles;
    this.queues = queues;
    this.everywhere = queues.stream().anyMatch(NamePattern::isAll);
    roles.forEach(role -> permissions.addAll(role.permissions()));
  }

  /** The holder of {@code key}. */
  static Identity of(AccessKey key) {
    return new Identity(key.id(), key.roles(), key.queues(), key);
  }

  /** A client of an older system that proved itself in that system's own way. May everything. */
  public static Identity ofFront(String name) {
    return new Identity(name, Set.of(Role.ADMIN), List.of(NamePattern.ALL), null);
  }

  /** The key's id; {@code -} for anybody. */
  public String id() {
    return id;
  }

  /** Its roles. */
  public Set<Role> roles() {
    return roles;
  }

  /** The queues and topics it is for. */
  public List<NamePattern> queues() {
    return queues;
  }

  /** What its roles may. */
  public Set<Permission> permissions() {
    return Collections.unmodifiableSet(permissions);
  }

  /** Whether its roles may do such a thing, somewhere. */
  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** Whether {@code name}, a queue or topic, is one that it is for. */
  public boolean isFor(QueueName name) {
    if (everywhere) {
      return true;
    }
    for (NamePattern pattern : queues) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }

  /** What the names of all queues and topics that it is for begin with, one char per byte. */
  public String beginning() {
    String common = queues.get(0).beginning();
    for (NamePattern pattern : queues) {
      String other = pattern.beginning();
      int same = 0;
      while (same < Math.min(common.length(), other.length())
          && common.charAt(same) == other.charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common;
  }

  /** Whether it is for all queues and topics there can be. */
  public boolean isForAll() {
    return everywhere;
  }

  /** Whether both were proved by the same key, which is for the same. */
  boolean hasKeyOf(Identity other) {
    return key != null && key.equals(other.key);
  }

  @Override
  public String toString() {
    return id;
  }
}
