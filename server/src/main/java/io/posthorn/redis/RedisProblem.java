package io.posthorn.redis;

import java.util.List;

/**
 * What can be wrong with a Redis or its connection, with the error replies that say so and the rest
 * of a sentence that begins with the server's address.
 */
public enum RedisProblem {
  /** Another password is expected. */
  WRONG_PASSWORD(
      "refuses the password (expected: the one of its requirepass, or of the user that is named)",
      "WRONGPASS ",
      "ERR invalid password",
      "ERR invalid username-password pair"),
  /** No password was sent. */
  PASSWORD_MISSING("asks for a password, and none is configured here", "NOAUTH "),
  /** A password was sent to a server without one. */
  PASSWORD_UNEXPECTED(
      "has no password, but one is configured here (expected: none)",
      "ERR Client sent AUTH, but no password is set",
      "ERR AUTH <password> called without any password configured"),
  /** The user may not do this. */
  NOT_PERMITTED("does not let this user do that", "NOPERM "),
  /** Only connections from its own machine are accepted. */
  PROTECTED("is in protected mode and serves its own machine alone", "DENIED "),
  /** No further connections are accepted. */
  TOO_MANY_CLIENTS(
      "has as many clients as its maxclients allows", "ERR max number of clients reached"),
  /** The number of the database is too high. */
  NO_SUCH_DATABASE(
      "has no database of that number (expected: less than its setting 'databases')",
      "ERR DB index is out of range",
      "ERR invalid DB index",
      "ERR SELECT is not allowed in cluster mode"),
  /** A replica was reached. */
  READ_ONLY("is a read-only replica (expected: its master)", "READONLY "),
  /** It reads its data after a start. */
  LOADING("is loading its data into memory and answers soon", "LOADING "),
  /** A script of somebody runs for long. */
  BUSY("is busy with a script that does not end", "BUSY "),
  /** maxmemory is used up and nothing may be evicted. */
  OUT_OF_MEMORY("has used up its maxmemory and refuses writes", "OOM "),
  /** Its disk refuses data, so it refuses writes. */
  CANNOT_PERSIST("cannot save to its disk and refuses writes", "MISCONF "),
  /** Fewer replicas than it was told to have before it writes. */
  TOO_FEW_REPLICAS("has fewer replicas in reach than its min-replicas-to-write", "NOREPLICAS "),
  /** A replica without its master. */
  MASTER_DOWN("is a replica without connection to its master", "MASTERDOWN "),
  /** The key holds another type of value. */
  WRONG_TYPE("holds a value of another type", "WRONGTYPE "),
  /** The script must be sent again. */
  NO_SCRIPT("does not know the script yet", "NOSCRIPT "),
  /** Slots of the Cluster are not served. */
  CLUSTER_DOWN("belongs to a Cluster that is down or incomplete", "CLUSTERDOWN "),
  /** Keys of a slot are on their way to another node. */
  TRY_AGAIN("is moving the keys to another node of its Cluster", "TRYAGAIN "),
  /** The node of a Cluster was addressed as if it were alone. */
  CLUSTER("is a node of a Cluster and not alone responsible", "MOVED ", "ASK ", "CROSSSLOT "),
  /** The server is too old, or was told to forget the command. */
  UNKNOWN_COMMAND("does not know a command that is needed", "ERR unknown command"),
  /** TLS meets no TLS, or a certificate that nobody trusts. */
  TLS("and this side disagree about TLS"),
  /** Nobody listens there. */
  REFUSED("refuses connections (is it running there?)"),
  /** The name has no address. */
  UNKNOWN_HOST("has a host name that is unknown"),
  /** No way leads there, or nobody answers at all. */
  UNREACHABLE("cannot be reached"),
  /** No answer in time. */
  TIMEOUT("does not answer in time"),
  /** The connection broke. */
  CLOSED(
      "closed the connection (when that is at once: does it expect TLS, rediss://, or a password?)"),
  /** Anything else; its own words say what. */
  OTHER("answers");

  private final String clause;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> replies;

  RedisProblem(String clause, String... replies) {
    this.clause = clause;
    this.replies = List.of(replies);
  }

  /** What follows the server's address in a sentence. */
  String clause() {
    return clause;
  }

  /**
   * Whether an error reply is about this. A script that ran into an error has it within its own.
   */
  boolean isSaidBy(String reply) {
    boolean within =
        reply.startsWith("ERR Error running script") || reply.startsWith("@user_script");
    return replies.stream()
        .anyMatch(start -> within ? reply.contains(start) : reply.startsWith(start));
  }
}
