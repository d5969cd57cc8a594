package io.posthorn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the layers of docs/architecture.md: imports point down only, and each outside library has
 * one home.
 */
@AnalyzeClasses(packages = "io.posthorn", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule imports_pointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.posthorn.cli..")
          .layer("server")
          .definedBy("io.posthorn")
          .layer("rest")
          .definedBy("io.posthorn.protocol.rest..")
          .layer("httpsqs")
          .definedBy("io.posthorn.protocol.httpsqs..")
          .layer("delivery")
          .definedBy("io.posthorn.delivery..")
          .layer("source")
          .definedBy("io.posthorn.source..")
          .layer("backup")
          .definedBy("io.posthorn.backup..")
          .layer("htq")
          .definedBy("io.posthorn.protocol.htq..")
          .layer("monitor")
          .definedBy("io.posthorn.monitor..")
          .layer("console")
          .definedBy("io.posthorn.console..")
          .layer("broker")
          .definedBy("io.posthorn.broker..")
          .layer("storage")
          .definedBy("io.posthorn.storage", "io.posthorn.storage.codec..")
          .layer("memory")
          .definedBy("io.posthorn.storage.memory..")
          .layer("rocksdb")
          .definedBy("io.posthorn.storage.rocksdb..")
          .layer("redisEngine")
          .definedBy("io.posthorn.storage.redis..")
          .layer("http")
          .definedBy("io.posthorn.http..")
          .layer("redis")
          .definedBy("io.posthorn.redis..")
          .layer("delayer")
          .definedBy("io.posthorn.delayer..")
          .layer("schedule")
          .definedBy("io.posthorn.schedule..")
          .layer("values")
          .definedBy(
              "io.posthorn.message..",
              "io.posthorn.config..",
              "io.posthorn.metrics..",
              "io.posthorn.access..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("rest")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("httpsqs")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("delivery")
          .mayOnlyBeAccessedByLayers("cli", "server", "source")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("cli", "server")
          .whereLayer("backup")
          .mayOnlyBeAccessedByLayers("cli", "server")
          .whereLayer("htq")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("console")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("rocksdb")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("redisEngine")
          .mayOnlyBeAccessedByLayers("server")
          .whereLayer("monitor")
          .mayOnlyBeAccessedByLayers("server", "rest")
          .whereLayer("broker")
          .mayOnlyBeAccessedByLayers(
              "server", "monitor", "rest", "httpsqs", "htq", "delivery", "source")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers(
              "server",
              "rest",
              "httpsqs",
              "htq",
              "delivery",
              "source",
              "monitor",
              "broker",
              "memory",
              "rocksdb",
              "redisEngine")
          .whereLayer("delayer")
          .mayOnlyBeAccessedByLayers("cli", "server")
          .whereLayer("schedule")
          .mayOnlyBeAccessedByLayers("server", "rest", "httpsqs", "htq", "delivery", "broker")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers(
              "cli", "server", "rest", "httpsqs", "htq", "delivery", "console")
          .withOptionalLayers(true);

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("io.posthorn.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule rocksdb_isImportedByItsEngineOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.posthorn.storage.rocksdb..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule lettuce_isImportedByUsersOfRedisOnly =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.posthorn.redis..",
                      "io.posthorn.storage.redis..",
                      "io.posthorn.source..",
                      "io.posthorn.delayer..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..");

  @ArchTest
  static final ArchRule redis_needsNoOtherPackageOfOurs =
      noClasses()
          .that()
          .resideInAPackage("io.posthorn.redis..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.posthorn..").and(not(resideInAPackage("io.posthorn.redis.."))));

  @ArchTest
  static final ArchRule vertx_isImportedByHttpAndDeliveryOnly =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.posthorn.http..", "io.posthorn.delivery..", "io.posthorn.cli.bench..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule micrometer_isImportedByMetricsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.posthorn.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule picocli_isImportedByCliOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.posthorn.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule values_needTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.posthorn.message..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.posthorn.message..");

  @ArchTest
  static final ArchRule schedule_needsValuesOnly =
      classes()
          .that()
          .resideInAPackage("io.posthorn.schedule..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "io.posthorn.message..", "io.posthorn.schedule..");

  @ArchTest
  static final ArchRule calls_knowNeitherQueuesNorStorage =
      noClasses()
          .that()
          .resideInAPackage("io.posthorn.delivery.call..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.posthorn.broker..", "io.posthorn.storage..", "io.posthorn.delivery");

  static final ArchRule console_needsHttpOnly =
      classes()
          .that()
          .resideInAPackage("io.posthorn.console..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "io.posthorn.http..", "io.posthorn.console..");

  @Test
  void mainFiles_haveAtMost500Lines() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> lines(file) > 500)
              .map(file -> file + ": " + lines(file) + " lines")
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  @Test
  void packages_areNullMarked() throws IOException {
    try (Stream<Path> folders = Files.walk(Path.of("src/main/java")).filter(Files::isDirectory)) {
      List<Path> unmarked =
          folders
              .filter(ArchitectureTest::hasClasses)
              .filter(folder -> !isNullMarked(folder))
              .toList();
      assertThat(unmarked).isEmpty();
    }
  }

  private static boolean hasClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNullMarked(Path folder) {
    Path info = folder.resolve("package-info.java");
    try {
      return Files.exists(info) && Files.readString(info).contains("@NullMarked");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
