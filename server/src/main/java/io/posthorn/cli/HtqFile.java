package io.posthorn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration file of an original HTQ.
 *
 * @param appKey what requests must send as {@code app_key}
 * @param appToken what they must send as {@code app_token}
 * @param port where it listens, as text
 * @param redis whether it names a Redis
 * @param unknown keys that the original does not know
 */
record HtqFile(String appKey, String appToken, String port, boolean redis, List<String> unknown) {
  private static final String SHIPPED_KEY = "sbvrgrgbg10rgye5y5ebfbgdyyhdgsrg";
  private static final String SHIPPED_TOKEN = "usbvbhu0srfefeafrrgy5rgrgrfrfegsrg";
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Reads {@code file}.
   *
   * @throws ConfigException saying what is wrong with it
   */
  static HtqFile read(Path file) {
    JsonNode root;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " is too large (expected: HTQ's config.json)");
      }
      root = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + " is not there (expected: HTQ's config.json, here or named as an argument)", e);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          file + " is no JSON: " + e.getOriginalMessage() + " (line " + line(e) + ")", e);
    } catch (IOException e) {
      throw new ConfigException(file + " can't be read: " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw new ConfigException(file + " is no JSON object (expected: HTQ's config.json)");
    }
    boolean redis = false;
    List<String> unknown = new ArrayList<>();
    for (var entry : root.properties()) {
      switch (entry.getKey()) {
        case "app_key", "app_token", "api_port" -> {}
        case "redis_host", "redis_port", "redis_key_prefix" -> redis = true;
        default -> unknown.add(entry.getKey());
      }
    }
    return new HtqFile(
        text(root, "app_key", file),
        text(root, "app_token", file),
        text(root, "api_port", file),
        redis,
        unknown);
  }

  /** Whether key or token are those that everybody knows. */
  boolean isShipped() {
    return appKey.equals(SHIPPED_KEY) || appToken.equals(SHIPPED_TOKEN);
  }

  private static String text(JsonNode root, String key, Path file) {
    JsonNode value = root.path(key);
    if (!value.isValueNode() || value.isNull() || value.asText().isEmpty()) {
      throw new ConfigException(key + " is not set in " + file + " (expected: as in HTQ)");
    }
    return value.asText();
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "HtqFile[port=" + port + "]";
  }
}
