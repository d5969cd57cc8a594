package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.DeniedException;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.storage.EnqueueResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever went wrong into a problem answer: the one place that knows how native errors look.
 */
final class ErrorMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private ErrorMapper() {}

  /** The answer to a request that failed with {@code failure}. */
  static Reply reply(Throwable failure) {
    if (unwrap(failure) instanceof DeniedException denied) {
      return denied.denial().reply();
    }
    return reply(problem(failure));
  }

  /** The answer that tells {@code problem}. */
  static Reply reply(Problem problem) {
    ErrorCode code = problem.code();
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/problem+json"));
    if (code.status() == 503) {
      headers.addAll(List.of("Retry-After", "1"));
    }
    if (code == ErrorCode.METHOD_NOT_ALLOWED) {
      headers.addAll(List.of("Allow", String.join(", ", problem.allowed())));
    }
    byte[] body = Json.write(out -> write(problem, out));
    return new Reply(code.status(), null, List.copyOf(headers), body, false, false, code.code());
  }

  /** What {@code failure} is in the catalogue. */
  static Problem problem(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    if (cause instanceof BrokerException known) {
      return new Problem(
          known.code(), String.valueOf(known.getMessage()), 0, known.field(), List.of());
    }
    if (cause instanceof CancellationException) {
      return Problem.of(
          ErrorCode.STOPPING, "The request was withdrawn because the server is stopping.");
    }
    LOG.error("A native request failed unexpectedly", cause);
    return Problem.of(ErrorCode.INTERNAL, "The request failed; the server's log has the details.");
  }

  /** The failure behind those that futures wrap it in. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What a request that its listener refused is in the catalogue. */
  static Problem problem(Refusal refusal) {
    ErrorCode code =
        switch (refusal) {
          case MALFORMED -> ErrorCode.BAD_REQUEST;
          case BODY_TOO_LARGE -> ErrorCode.BODY_TOO_LARGE;
          case TARGET_TOO_LONG -> ErrorCode.TARGET_TOO_LONG;
          case EXPECTATION_FAILED -> ErrorCode.EXPECTATION_FAILED;
          case HEAD_TOO_LARGE -> ErrorCode.HEAD_TOO_LARGE;
          case FAILED -> ErrorCode.INTERNAL;
          case OVERLOADED -> ErrorCode.OVERLOADED;
        };
    return Problem.of(code, refusal.sentence());
  }

  /** What a refused message is in the catalogue. */
  static Problem problem(EnqueueResult.Status status, String queue) {
    return switch (status) {
      case DEDUPLICATION_MISMATCH ->
          new Problem(
              ErrorCode.IDEMPOTENCY_MISMATCH,
              "The Idempotency-Key came before with another body (expected: the same body, or a new key).",
              0,
              "Idempotency-Key",
              List.of());
      case DEDUPLICATION_FULL ->
          Problem.of(
              ErrorCode.DEDUPLICATION_FULL,
              "The server remembers as many Idempotency-Keys as it can; none was stored.");
      case QUEUE_FULL ->
          Problem.of(
              ErrorCode.QUEUE_FULL,
              "The queue '"
                  + queue
                  + "' holds as many unfinished messages as its capacity allows.");
      case KEY_CONFLICT -> keyConflict(queue);
      case QUEUE_MISSING -> queueMissing(queue);
      case WRONG_MODE ->
          Problem.of(
              ErrorCode.QUEUE_MODE,
              "The queue '"
                  + queue
                  + "' does not take it (expected: a message for a pull queue, or for a push queue"
                  + " one with a url).");
      case ENQUEUED, DUPLICATE, REFUSED_WITH_OTHERS -> {
        LOG.error("A native enqueue was answered {} where a refusal was expected", status);
        yield Problem.of(
            ErrorCode.INTERNAL, "The enqueue ended in an unexpected state: " + status + ".");
      }
    };
  }

  static Problem keyConflict(String queue) {
    return new Problem(
        ErrorCode.KEY_CONFLICT,
        "An unfinished message of the queue '" + queue + "' has this key already.",
        0,
        "key",
        List.of());
  }

  static Problem queueMissing(String queue) {
    return Problem.of(ErrorCode.QUEUE_NOT_FOUND, "There is no queue '" + queue + "'.");
  }

  private static void write(Problem problem, JsonGenerator out) throws IOException {
    ErrorCode code = problem.code();
    out.writeStartObject();
    out.writeStringField("type", "urn:posthorn:problem:" + code.code());
    out.writeStringField("title", code.sentence());
    out.writeNumberField("status", code.status());
    out.writeStringField("detail", problem.detail());
    out.writeStringField("code", code.code());
    if (problem.line() > 0) {
      out.writeNumberField("line", problem.line());
    }
    if (problem.field() != null) {
      out.writeStringField("field", problem.field());
    }
    if (!problem.allowed().isEmpty()) {
      out.writeArrayFieldStart("allowed");
      for (String value : problem.allowed()) {
        out.writeString(value);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }
}
