package io.posthorn.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a key is for. A key has one role or several, and may what any of them may. */
public enum Role {
  /** Sees everything, changes nothing. */
  VIEWER(Permission.SEE),
  /** Puts messages in, and withdraws them. */
  PRODUCER(Permission.PRODUCE, Permission.CANCEL),
  /** Takes messages out. */
  CONSUMER(Permission.CONSUME),
  /** Keeps things running: sees everything and acts on what is there. */
  OPERATOR(Permission.SEE, Permission.PRODUCE, Permission.CANCEL, Permission.OPERATE),
  /** May everything. */
  ADMIN(Permission.values());

  @SuppressWarnings("ImmutableEnumChecker") // nobody can change it
  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = Collections.unmodifiableSet(EnumSet.copyOf(List.of(permissions)));
  }

  /** What it may. */
  public Set<Permission> permissions() {
    return permissions;
  }

  /** As it is written: {@code viewer}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role written {@code text}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Role parse(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "role '" + text + "' (expected: viewer, producer, consumer, operator or admin)");
  }
}
