package io.posthorn.protocol.rest;

import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.HeaderText;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueName;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers to messages and tasks on their way in. */
final class EnqueueReplies {
  private static final List<String> NDJSON =
      List.of("application/x-ndjson", "application/ndjson", "application/jsonl");

  private static final CharSequence LOCATION = HeaderText.of("Location");
  private static final CharSequence REPLAYED = HeaderText.of("Idempotency-Replayed");

  private EnqueueReplies() {}

  /** Replies to a batch with what the broker answers. */
  static void batch(
      Exchange exchange,
      QueueName queue,
      BatchReader.Batch batch,
      CompletableFuture<List<EnqueueResult>> future) {
    future.whenComplete(
        (results, failure) ->
            exchange.reply(
                () ->
                    failure == null
                        ? Answers.encoded(results, null, stored -> batch(queue, batch, stored))
                        : ErrorMapper.reply(problem(batch, failure))));
  }

  private static Problem problem(BatchReader.Batch batch, Throwable failure) {
    Problem problem = ErrorMapper.problem(failure);
    Throwable cause = ErrorMapper.unwrap(failure);
    return cause instanceof BrokerException known && known.index() >= 0
        ? problem.atLine(batch.lines()[known.index()])
        : problem;
  }

  /** The answer to one message. */
  static Reply single(QueueName queue, EnqueueResult result) {
    boolean duplicate = result.status() == Status.DUPLICATE;
    if (!duplicate && result.status() != Status.ENQUEUED) {
      return ErrorMapper.reply(ErrorMapper.problem(result.status(), queue.display()));
    }
    String location = "/v1/queues/" + Percent.encode(queue) + "/messages/" + result.id();
    List<CharSequence> headers =
        duplicate
            ? List.of(Answers.CONTENT_TYPE, Answers.JSON, LOCATION, location, REPLAYED, "true")
            : List.of(Answers.CONTENT_TYPE, Answers.JSON, LOCATION, location);
    return new Reply(duplicate ? 200 : 201, null, headers, ResultText.of(result), false, false);
  }

  private static Reply batch(
      QueueName queue, BatchReader.Batch batch, List<EnqueueResult> results) {
    boolean stored = false;
    for (int i = 0; i < results.size(); i++) {
      Status status = results.get(i).status();
      stored |= status == Status.ENQUEUED;
      if (status != Status.ENQUEUED
          && status != Status.DUPLICATE
          && status != Status.REFUSED_WITH_OTHERS) {
        return ErrorMapper.reply(
            ErrorMapper.problem(status, queue.display()).atLine(batch.lines()[i]));
      }
    }
    return reply(stored ? 201 : 200, ResultText.of(results));
  }

  /** A reply of JSON that is written already. */
  static Reply reply(int status, byte[] json) {
    List<CharSequence> headers = List.of(Answers.CONTENT_TYPE, Answers.JSON);
    return new Reply(status, null, headers, json, false, false);
  }

  /** Refuses another media type than that of a batch. */
  static void checkNdjson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int semicolon = type.indexOf(';');
    String bare =
        (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    if (!NDJSON.contains(bare)) {
      String detail = "Content-Type: '" + type + "' (expected: " + NDJSON.get(0) + ")";
      throw new ProblemException(
          new Problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail, 0, "Content-Type", NDJSON));
    }
  }
}
