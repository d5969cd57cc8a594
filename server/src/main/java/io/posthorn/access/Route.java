package io.posthorn.access;

import static io.posthorn.access.Permission.CANCEL;
import static io.posthorn.access.Permission.CONFIGURE;
import static io.posthorn.access.Permission.CONSUME;
import static io.posthorn.access.Permission.OPERATE;
import static io.posthorn.access.Permission.PRODUCE;
import static io.posthorn.access.Permission.SEE;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of a server, by whatever protocol, and the permission it needs: the
 * one table of that. {@code docs/security.md} shows it; a test holds the two, and the servers,
 * equal.
 */
public enum Route {
  SESSION("GET", "/v1/session", null, Scope.KEY),

  LIST_QUEUES("GET", "/v1/queues", SEE, Scope.LISTED),
  GET_QUEUE("GET", "/v1/queues/{queue}", SEE, Scope.QUEUE),
  PUT_QUEUE("PUT", "/v1/queues/{queue}", CONFIGURE, Scope.QUEUE),
  PATCH_QUEUE("PATCH", "/v1/queues/{queue}", CONFIGURE, Scope.QUEUE),
  DELETE_QUEUE("DELETE", "/v1/queues/{queue}", CONFIGURE, Scope.QUEUE),
  PAUSE_QUEUE("POST", "/v1/queues/{queue}/pause", OPERATE, Scope.QUEUE),
  RESUME_QUEUE("POST", "/v1/queues/{queue}/resume", OPERATE, Scope.QUEUE),
  PURGE_QUEUE("POST", "/v1/queues/{queue}/purge", OPERATE, Scope.QUEUE),
  REDRIVE("POST", "/v1/queues/{queue}/redrive", OPERATE, Scope.QUEUE),

  ENQUEUE("POST", "/v1/queues/{queue}/messages", PRODUCE, Scope.QUEUE),
  ENQUEUE_BATCH("POST", "/v1/queues/{queue}/messages/batch", PRODUCE, Scope.QUEUE),
  ADD_TASK("POST", "/v1/queues/{queue}/tasks", PRODUCE, Scope.QUEUE),
  ADD_TASKS("POST", "/v1/queues/{queue}/tasks/batch", PRODUCE, Scope.QUEUE),
  PUT_TASK("PUT", "/v1/queues/{queue}/tasks/{key}", PRODUCE, Scope.QUEUE),

  TAKE("POST", "/v1/queues/{queue}/take", CONSUME, Scope.QUEUE),
  RESERVE("POST", "/v1/queues/{queue}/reserve", CONSUME, Scope.QUEUE),
  RESERVE_ANY("POST", "/v1/reserve", CONSUME, Scope.QUEUES),
  SETTLE("POST", "/v1/queues/{queue}/settle", CONSUME, Scope.QUEUE),

  BROWSE("GET", "/v1/queues/{queue}/messages", SEE, Scope.QUEUE),
  GET_MESSAGE("GET", "/v1/queues/{queue}/messages/{id}", SEE, Scope.QUEUE),
  CANCEL_MESSAGE("DELETE", "/v1/queues/{queue}/messages/{id}", CANCEL, Scope.QUEUE),
  PATCH_MESSAGE("PATCH", "/v1/queues/{queue}/messages/{id}", OPERATE, Scope.QUEUE),
  RUN_MESSAGE("POST", "/v1/queues/{queue}/messages/{id}/run", OPERATE, Scope.QUEUE),
  PAUSE_MESSAGE("POST", "/v1/queues/{queue}/messages/{id}/pause", OPERATE, Scope.QUEUE),
  RESUME_MESSAGE("POST", "/v1/queues/{queue}/messages/{id}/resume", OPERATE, Scope.QUEUE),

  LIST_TOPICS("GET", "/v1/topics", SEE, Scope.LISTED),
  GET_TOPIC("GET", "/v1/topics/{topic}", SEE, Scope.QUEUE),
  PUT_TOPIC("PUT", "/v1/topics/{topic}", CONFIGURE, Scope.QUEUE),
  DELETE_TOPIC("DELETE", "/v1/topics/{topic}", CONFIGURE, Scope.QUEUE),
  PUBLISH("POST", "/v1/topics/{topic}/messages", PRODUCE, Scope.QUEUE),

  OVERVIEW("GET", "/v1/overview", SEE, Scope.SERVER),
  HISTORY("GET", "/v1/queues/{queue}/history", SEE, Scope.QUEUE),
  EVENTS("GET", "/v1/events", SEE, Scope.SERVER),

  MAKE_BACKUP("POST", "/v1/admin/backup", CONFIGURE, Scope.SERVER),
  DROP_BACKUP("DELETE", "/v1/admin/backup", CONFIGURE, Scope.SERVER),

  HTTPSQS_PUT("GET", "/?opt=put", PRODUCE, Scope.QUEUE),
  HTTPSQS_GET("GET", "/?opt=get", CONSUME, Scope.QUEUE),
  HTTPSQS_STATUS("GET", "/?opt=status", SEE, Scope.QUEUE),
  HTTPSQS_VIEW("GET", "/?opt=view", SEE, Scope.QUEUE),
  HTTPSQS_RESET("GET", "/?opt=reset", OPERATE, Scope.QUEUE),
  HTTPSQS_MAXQUEUE("GET", "/?opt=maxqueue", CONFIGURE, Scope.QUEUE),
  HTTPSQS_SYNCTIME("GET", "/?opt=synctime", CONFIGURE, Scope.SERVER),

  HTQ_ADD_QUEUE("POST", "/api/addQueue", CONFIGURE, Scope.QUEUE),
  HTQ_DELETE_QUEUE("POST", "/api/deleteQueue", CONFIGURE, Scope.QUEUE),
  HTQ_ALL_QUEUE("POST", "/api/allQueue", SEE, Scope.LISTED),
  HTQ_COUNT_QUEUE("POST", "/api/countQueue", SEE, Scope.QUEUE),
  HTQ_ADD_TASK("POST", "/api/addTask", PRODUCE, Scope.QUEUE),

  METRICS("GET", "/metrics", SEE, Scope.SERVER),
  HEALTHZ("GET", "/healthz", null, Scope.OPEN),
  READYZ("GET", "/readyz", null, Scope.OPEN),
  OPENAPI("GET", "/openapi.yaml", null, Scope.OPEN),
  DOCS("GET", "/docs/", null, Scope.OPEN);

  /** What a permission must reach to. */
  public enum Scope {
    /** Nobody is asked for a key. */
    OPEN,
    /** Any key will do. */
    KEY,
    /** The queue or topic that is named. */
    QUEUE,
    /** Each queue that is named. */
    QUEUES,
    /** Those that the key is for are shown, the others left out. */
    LISTED,
    /** All queues. */
    SERVER
  }

  private final String method;
  private final String path;
  private final @Nullable Permission permission;
  private final Scope scope;
  private final String label = name().toLowerCase(Locale.ROOT);

  Route(String method, String path, @Nullable Permission permission, Scope scope) {
    this.method = method;
    this.path = path;
    this.permission = permission;
    this.scope = scope;
  }

  /** Its name in metrics. */
  public String label() {
    return label;
  }

  /** The method. HTTPSQS takes POST for all of its own, too. */
  public String method() {
    return method;
  }

  /** The path, with {@code {...}} for what varies; of HTTPSQS with the query that tells it. */
  public String path() {
    return path;
  }

  /** What it needs; null = nothing, or just a key. */
  public @Nullable Permission permission() {
    return permission;
  }

  /** What the permission must reach to. */
  public Scope scope() {
    return scope;
  }

  /** Whether it changes more than messages flowing by, and so goes into the audit log. */
  public boolean isAudited() {
    return Objects.equals(permission, OPERATE) || Objects.equals(permission, CONFIGURE);
  }
}
