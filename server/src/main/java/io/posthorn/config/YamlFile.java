package io.posthorn.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A configuration file: a tree of scalars, whose leaves are settings named by their dotted path.
 */
final class YamlFile {
  private final Path path;
  private final Settings settings;

  private YamlFile(Path path, Settings settings) {
    this.path = path;
    this.settings = settings;
  }

  /**
   * Puts what {@code path} sets into {@code settings}.
   *
   * @throws ConfigException when it is missing or malformed, or sets what can't be set
   */
  static void read(Path path, Settings settings) {
    YAMLFactory yaml = new YAMLFactory();
    yaml.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try (JsonParser parser = yaml.createParser(Files.readAllBytes(path))) {
      new YamlFile(path, settings).document(parser);
    } catch (NoSuchFileException e) {
      throw new ConfigException("configuration file " + path + " does not exist", e);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          path + " line " + e.getLocation().getLineNr() + " is not valid YAML: " + firstLine(e), e);
    } catch (IOException e) {
      throw new ConfigException(
          "configuration file " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void document(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_OBJECT) {
      tree(parser, "");
      token = parser.nextToken();
    } else if (token == JsonToken.VALUE_NULL) {
      token = parser.nextToken();
    }
    if (token != null) {
      throw new ConfigException(origin(parser) + ": expected one tree of 'key: value' lines");
    }
  }

  private void tree(JsonParser parser, String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        tree(parser, name + ".");
      } else if (value == JsonToken.START_ARRAY && name.equals(Keys.ACCESS_KEYS.name())) {
        String origin = origin(parser);
        settings.put(name, KeyEntries.read(parser, name, origin), origin);
      } else if (value == JsonToken.START_ARRAY) {
        throw new ConfigException(
            name + ": a list (expected: one value), set by " + origin(parser));
      } else if (value != JsonToken.VALUE_NULL) {
        settings.put(name, parser.getText(), origin(parser));
      } else if (!settings.isSection(name)) {
        settings.put(name, null, origin(parser));
      }
    }
  }

  private String origin(JsonParser parser) {
    return path + " line " + parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("").trim();
  }
}
