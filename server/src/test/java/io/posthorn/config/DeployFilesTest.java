package io.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped to deploy Posthorn with speaks the language of its configuration. */
class DeployFilesTest {
  private static final List<Path> FOLDERS = List.of(Path.of("../deploy"), Path.of("../dist/src"));
  private static final Pattern VARIABLE = Pattern.compile("\\bPOSTHORN_[A-Z0-9_]+");

  @Test
  void variables_areKnown() throws IOException {
    var unknown = new TreeSet<String>();
    var found = new TreeSet<String>();
    for (Path folder : FOLDERS) {
      for (Path file : files(folder)) {
        Matcher variable = VARIABLE.matcher(Files.readString(file));
        while (variable.find()) {
          found.add(variable.group());
          if (!isKnown(variable.group())) {
            unknown.add(file + ": " + variable.group());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(found).contains("POSTHORN_STORAGE_ENGINE", "POSTHORN_LISTEN_INSECURE");
  }

  /** POSTHORN_PURGE is the package's own, asked at a purge. */
  private static boolean isKnown(String variable) {
    return variable.equals("POSTHORN_PURGE")
        || variable.equals("POSTHORN_JAVA_OPTS")
        || variable.equals("POSTHORN_NATIVE_DIR")
        || Keys.ALL.stream().anyMatch(key -> key.environment().equals(variable));
  }

  @Test
  void packagedConfiguration_loads() {
    ServerConfig config =
        new ConfigLoader().file(Path.of("../dist/src/deb/files/posthorn.yaml")).load().config();
    assertThat(config.data()).isEqualTo(Path.of("/var/lib/posthorn"));
  }

  @Test
  void composeFile_startsTwoNodesOnOneCluster() throws IOException {
    JsonNode compose = new YAMLMapper().readTree(Path.of("../deploy/docker/compose.yaml").toFile());
    JsonNode settings = compose.at("/x-posthorn/environment");
    Map<String, String> environment = new HashMap<>();
    settings.properties().forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    ServerConfig config = new ConfigLoader().environment(environment).load().config();
    assertThat(config.storage().engine()).isEqualTo(StorageConfig.Engine.REDIS);
    String uri = environment.get("POSTHORN_REDIS_URI");
    for (String node : uri.replace("redis+cluster://", "").split(",")) {
      assertThat(compose.at("/services").has(node.replace(":6379", ""))).as(node).isTrue();
    }
    assertThat(compose.at("/services").has("posthorn-2")).isTrue();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
