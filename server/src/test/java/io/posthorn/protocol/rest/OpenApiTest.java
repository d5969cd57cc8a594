package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.ServerFixture;
import io.posthorn.access.Route;
import io.posthorn.broker.ErrorCode;
import io.posthorn.protocol.rest.ApiContract.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document is complete, and servers do what it says. */
class OpenApiTest {
  private final ApiContract document = ApiContract.document();
  private final ApiExamples examples = new ApiExamples(document);

  @Test
  void document_hasTheRoutesThatThereAre() {
    Set<String> documented = new TreeSet<>();
    document.operations().forEach(each -> documented.add(each.row()));
    Set<String> routes = new TreeSet<>();
    for (Route route : Route.values()) {
      routes.add(route.method() + " " + route.path());
    }
    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void document_hasTheCatalogueOfErrors() {
    List<String> documented = new ArrayList<>();
    document
        .root()
        .at("/components/schemas/ErrorCode/enum")
        .forEach(each -> documented.add(each.asText()));
    List<String> codes = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      codes.add(code.code());
    }
    assertThat(documented).containsExactlyInAnyOrderElementsOf(codes);
    for (Operation operation : document.operations()) {
      for (JsonNode code : operation.node().path("x-errors")) {
        assertThat(codes).as(operation.toString()).contains(code.asText());
      }
    }
  }

  @Test
  void everyReference_leadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (JsonNode ref : document.root().findValues("$ref")) {
      if (document.root().at(ref.asText().substring(1)).isMissingNode()) {
        broken.add(ref.asText());
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyOperation_calledWithItsExamples_answersAsDocumented(@TempDir Path folder) {
    List<String> faults = new ArrayList<>();
    int called = 0;
    try (var server = ServerFixture.start(folder, List.of(), "htq.appKey=k", "htq.appToken=t")) {
      server.send(null, "PUT", "/v1/queues/mail", null);
      server.send(null, "PUT", "/v1/topics/news", "{\"queues\":[\"mail\"]}");
      for (Operation operation : document.operations()) {
        if (!operation.node().path("operationId").asText().equals("events")) {
          called++;
          faults.addAll(call(server, operation));
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(called).isGreaterThan(55);
  }

  @Test
  void everyQueryParameterOfTheDocument_isKnownToItsRoute(@TempDir Path folder) {
    List<String> unknown = new ArrayList<>();
    try (var server = ServerFixture.start(folder, List.of())) {
      for (Operation operation : document.operations()) {
        if (!operation.path().startsWith("/v1/")) {
          continue;
        }
        List<String> documented = new ArrayList<>();
        for (JsonNode parameter : document.parameters(operation)) {
          if (parameter.path("in").asText().equals("query")) {
            documented.add(parameter.path("name").asText());
          }
        }
        ApiExamples.Request request = examples.of(operation);
        HttpResponse<String> answer = request.sentTo(server, "x", request.path() + "?nonsense=1");
        List<String> allowed = new ArrayList<>();
        allowed(answer.body()).forEach(each -> allowed.add(each.asText()));
        if (!Set.copyOf(allowed).equals(Set.copyOf(documented))) {
          unknown.add(operation + " knows " + allowed + ", document has " + documented);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static JsonNode allowed(String body) {
    try {
      return Json.TREES.readTree(body).path("allowed");
    } catch (java.io.IOException e) {
      throw new AssertionError(body, e);
    }
  }

  private List<String> call(ServerFixture server, Operation operation) {
    ApiExamples.Request request = examples.of(operation);
    HttpResponse<String> answer = request.sentTo(server, "x", request.target());
    List<String> faults = new ArrayList<>();
    String found =
        document.faults(
            operation.method(),
            request.target(),
            answer.statusCode(),
            answer.headers().firstValue("Content-Type").orElse(""),
            answer.body().getBytes(StandardCharsets.UTF_8));
    if (!found.isEmpty()) {
      faults.add(found);
    }
    if (answer.statusCode() >= 500
        || answer.statusCode() == 400
        || answer.body().contains("\"not-found\"")) {
      faults.add(operation + " " + answer.statusCode() + " " + answer.body());
    }
    return faults;
  }
}
