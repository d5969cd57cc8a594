package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.redis.LuaScript;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts: those parts of the library that each one needs, then its own. */
final class Verb {
  private static final String BASE = "queue ring ";
  private static final String LIFE = BASE + "names bundles entries lifecycle bounds ";
  private static final String ORDER = LIFE + "order ";

  static final Verb ENQUEUE = new Verb(LIFE, "enqueue");
  static final Verb TAKE = new Verb(ORDER + "showing retention ", "take");
  static final Verb RESERVE = new Verb(ORDER + "showing ", "reserve");
  static final Verb SETTLE = new Verb(LIFE + "retention ", "settle");
  static final Verb PUT_BACK = new Verb(LIFE, "putback");
  static final Verb FIND = new Verb(LIFE + "showing ", "find");
  static final Verb BROWSE = new Verb(LIFE + "showing ", "browse");
  static final Verb CHANGE = new Verb(LIFE, "change");
  static final Verb SWEEP = new Verb(LIFE + "retention ", "sweep");

  /** The sweep that nobody waits for; what it does is done again where it is lost. */
  static final Verb EXPIRE = new Verb(SWEEP, "expire");

  static final Verb STATS = new Verb(ORDER, "stats");
  static final Verb QUEUE_INFO = new Verb(BASE, "queue-info");
  static final Verb QUEUE_CREATE = new Verb(LIFE, "queue-create");
  static final Verb QUEUE_UPDATE = new Verb(LIFE, "queue-update");
  static final Verb QUEUE_PAUSE = new Verb(BASE, "queue-pause");
  static final Verb QUEUE_DELETE = new Verb(BASE, "queue-delete");
  static final Verb QUEUE_FORGET = new Verb(BASE, "queue-forget");
  static final Verb QUEUE_RING = new Verb(BASE, "queue-ring");
  static final Verb CATALOG_REGISTER = new Verb("", "catalog-register");
  static final Verb CATALOG_REMOVE = new Verb("", "catalog-remove");
  static final Verb TOPIC_PUT = new Verb("", "topic-put");
  static final Verb TOPIC_DELETE = new Verb("", "topic-delete");

  private final String name;
  private final LuaScript script;

  private Verb(String library, String name) {
    this.name = name;
    this.script =
        LuaScript.of(
            Stream.of((library + name).split(" "))
                .map(Verb::read)
                .collect(Collectors.joining("\n")));
  }

  /** Another name for {@code same}, where it is to be treated in another way. */
  private Verb(Verb same, String name) {
    this.name = name;
    this.script = same.script;
  }

  LuaScript script() {
    return script;
  }

  private static String read(String file) {
    try (InputStream in = Verb.class.getResourceAsStream(file + ".lua")) {
      if (in == null) {
        throw new FileNotFoundException(file + ".lua beside " + Verb.class.getName());
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
