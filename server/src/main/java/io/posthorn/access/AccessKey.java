package io.posthorn.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is kept of a key. The key itself is not: only its hash is, and nobody can tell the key from
 * it.
 *
 * @param id its name, which the key contains, and which logs show
 * @param hash {@code sha256:} and the SHA-256 of the whole key in hexadecimal. A slow hash, as
 *     passwords need, would gain nothing: a key is 256 random bits, which nobody can guess, be each
 *     guess ever so cheap
 * @param roles what it is for; at least one
 * @param queues the queues and topics that it is for; at least one pattern
 */
public record AccessKey(String id, String hash, Set<Role> roles, List<NamePattern> queues) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int MAX_PATTERNS = 100;

  public AccessKey {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "key id '" + id + "' (expected: 1 to 32 of a-z, 0-9 and -, not beginning with -)");
    }
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "hash of key '" + id + "' (expected: sha256: and 64 of 0-9 and a-f)");
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "key '" + id + "' without a role (expected: at least one)");
    }
    if (queues.isEmpty() || queues.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException(
          "key '"
              + id
              + "' with "
              + queues.size()
              + " queue patterns (expected: 1 to "
              + MAX_PATTERNS
              + ")");
    }
    roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    queues = List.copyOf(queues);
  }

  /** Reads roles separated by commas. */
  public static Set<Role> roles(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(role -> Role.parse(role.trim()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** Reads patterns separated by commas. */
  public static List<NamePattern> queues(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::trim).map(NamePattern::parse).toList();
  }

  /**
   * Reads a key as {@link #toString} writes it: id, roles, patterns and hash, separated by blanks.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static AccessKey parse(String line) {
    String[] words = line.trim().split("\\s+");
    if (words.length != 4) {
      throw new IllegalArgumentException(
          words.length
              + " words (expected: id, roles, queue patterns and hash, separated by blanks)");
    }
    return new AccessKey(words[0], words[3], roles(words[1]), queues(words[2]));
  }

  /**
   * Reads keys, each as {@link #parse} does, separated by semicolons or line ends.
   *
   * @throws IllegalArgumentException naming what is wrong, also where two have one id
   */
  public static List<AccessKey> parseAll(String text) {
    List<AccessKey> keys = new ArrayList<>();
    for (String one : text.split("[;\n]", -1)) {
      if (!one.isBlank()) {
        keys.add(parse(one));
      }
    }
    KeyRing.of(keys);
    return List.copyOf(keys);
  }

  /** One line that {@link #parse} reads. Holds no secret. */
  @Override
  public String toString() {
    return id + " " + rolesText() + " " + queuesText() + " " + hash;
  }

  /** Its roles, separated by commas. */
  public String rolesText() {
    return roles.stream().map(Role::text).collect(Collectors.joining(","));
  }

  /** Its patterns, separated by commas. */
  public String queuesText() {
    return queues.stream().map(NamePattern::toString).collect(Collectors.joining(","));
  }
}
