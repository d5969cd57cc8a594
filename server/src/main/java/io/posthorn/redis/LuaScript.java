package io.posthorn.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script that Redis runs by its SHA-1 digest. Redis forgets scripts when it is restarted or
 * fails over; then the whole text is sent. Works from Redis 2.6 on; immutable, for any thread.
 */
public final class LuaScript {
  private final byte[] text;
  private final String sha1;

  private LuaScript(byte[] text) {
    this.text = text;
    this.sha1 = digest(text);
  }

  /** The script {@code name} among the resources of {@code home}'s package. */
  public static LuaScript resource(Class<?> home, String name) {
    try (InputStream in = home.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " beside " + home.getName());
      }
      return new LuaScript(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The script of this text. */
  public static LuaScript of(String text) {
    return new LuaScript(text.getBytes(UTF_8));
  }

  /** The digest by which Redis knows it: 40 hexadecimal digits. */
  public String sha1() {
    return sha1;
  }

  /**
   * Runs it. The future completes on Lettuce's thread, with Lettuce's exceptions. A call that has
   * to send the text comes behind calls that were made after it on the same connection.
   *
   * @param type how the reply is read
   */
  public <K, V, T extends @Nullable Object> CompletableFuture<T> call(
      RedisScriptingAsyncCommands<K, V> commands, ScriptOutputType type, K[] keys, V[] arguments) {
    return commands
        .<T>evalsha(sha1, type, keys, arguments)
        .toCompletableFuture()
        .exceptionallyCompose(
            error ->
                isUnknown(error)
                    ? commands.<T>eval(text, type, keys, arguments).toCompletableFuture()
                    : CompletableFuture.failedFuture(error));
  }

  private static boolean isUnknown(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof RedisNoScriptException;
  }

  private static String digest(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
