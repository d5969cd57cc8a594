package io.posthorn.broker;

/**
 * The catalogue of what can be wrong with a request: a stable name, its HTTP status, one sentence.
 */
public enum ErrorCode {
  /** A value that can't be accepted. */
  BAD_REQUEST("bad-request", 400, "The request has a value that cannot be accepted."),
  /** A query parameter that the route does not have. */
  UNKNOWN_PARAMETER(
      "unknown-parameter", 400, "The request has a query parameter that this route does not know."),
  /** A JSON field that the route does not have. */
  UNKNOWN_FIELD(
      "unknown-field", 400, "The request has a JSON field that this route does not know."),
  /** JSON, or a line of ndjson, that is none. */
  MALFORMED_JSON("malformed-json", 400, "The body is not the JSON that this route expects."),
  /** A queue name that native routes refuse. */
  BAD_QUEUE_NAME("bad-queue-name", 400, "A queue name is 1 to 256 bytes without control bytes."),
  /** A value beyond a limit of the server. */
  LIMIT_EXCEEDED("limit-exceeded", 400, "The request has a value beyond a limit of this server."),
  /** No key, or a wrong one. */
  UNAUTHENTICATED("unauthenticated", 401, "The request needs a key, as Authorization: Bearer KEY."),
  /** A key that is for something else. */
  FORBIDDEN("forbidden", 403, "The key is not for this."),
  /** A web page of another site asks. */
  CROSS_SITE("cross-site", 403, "Web pages of other sites may not use a server without keys."),
  /** No such path. */
  NOT_FOUND("not-found", 404, "There is nothing at this path."),
  /** No such queue. */
  QUEUE_NOT_FOUND("queue-not-found", 404, "There is no such queue."),
  /** No such message. */
  MESSAGE_NOT_FOUND("message-not-found", 404, "There is no such message."),
  /** No such topic. */
  TOPIC_NOT_FOUND("topic-not-found", 404, "There is no such topic."),
  /** The path has other methods. */
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "This path does not have this method; see Allow."),
  /** The queue is of the other mode. */
  QUEUE_MODE("queue-mode", 409, "The queue's mode does not allow this."),
  /** The message's state does not allow the change. */
  MESSAGE_STATE("message-state", 409, "The message's state does not allow this."),
  /** An unfinished message has the key. */
  KEY_CONFLICT("key-conflict", 409, "An unfinished message of the queue has this key."),
  /** The server makes no backup, or not now. */
  BACKUP_REFUSED("backup-refused", 409, "The server cannot make a backup now."),
  /** The configuration changed meanwhile. */
  VERSION_CONFLICT("version-conflict", 412, "The queue's configuration has changed meanwhile."),
  /** A body beyond the limit. */
  BODY_TOO_LARGE("body-too-large", 413, "The body is larger than this server accepts."),
  /** A request line beyond the limit. */
  TARGET_TOO_LONG("target-too-long", 414, "The request target is longer than this server accepts."),
  /** A Content-Type that the route can't read. */
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type", 415, "This route does not read this Content-Type."),
  /** An Expect header that can't be met. */
  EXPECTATION_FAILED("expectation-failed", 417, "Only Expect: 100-continue can be met."),
  /** The same deduplication id came with another body. */
  IDEMPOTENCY_MISMATCH(
      "idempotency-mismatch", 422, "The same Idempotency-Key came before with another body."),
  /** Wrong keys came too fast. */
  TOO_MANY_FAILURES("too-many-failures", 429, "Too many wrong keys came from this address."),
  /** Too much is waiting. */
  OVERLOADED("overloaded", 503, "The server has too much to do; try again later."),
  /** Too many deduplication ids. */
  DEDUPLICATION_FULL(
      "deduplication-full", 503, "Too many deduplication ids are remembered; try again later."),
  /** The change may or may not have happened. */
  OUTCOME_UNKNOWN(
      "outcome-unknown",
      503,
      "Storage failed while this was written; it may or may not have happened."),
  /** The change was made, but may not survive a failover. */
  REPLICAS_MISSING(
      "replicas-missing",
      503,
      "The change was made, but too few replicas have it; a failover may undo it."),
  /** The engine does not work. */
  UNAVAILABLE("unavailable", 503, "Storage is not available."),
  /** The server is stopping. */
  STOPPING("stopping", 503, "The server is stopping."),
  /** Header fields beyond the limit. */
  HEAD_TOO_LARGE("head-too-large", 431, "The header fields are larger than this server accepts."),
  /** A defect of the server. */
  INTERNAL("internal", 500, "The server failed in a way that it should not; its log says more."),
  /** Stored bytes are damaged. */
  STORAGE_CORRUPT("storage-corrupt", 500, "Stored data is damaged."),
  /** The queue holds as much as it may. */
  QUEUE_FULL("queue-full", 507, "The queue is full."),
  /** The disk is full. */
  STORAGE_FULL("storage-full", 507, "Storage is full; reading goes on.");

  private final String code;
  private final int status;
  private final String sentence;

  ErrorCode(String code, int status, String sentence) {
    this.code = code;
    this.status = status;
    this.sentence = sentence;
  }

  /** The stable name that answers carry. */
  public String code() {
    return code;
  }

  /** The HTTP status of native answers. */
  public int status() {
    return status;
  }

  /** What it means, whatever the case. */
  public String sentence() {
    return sentence;
  }
}
