package io.posthorn.protocol.rest;

import io.posthorn.broker.ErrorCode;
import io.posthorn.config.Nearest;
import java.util.List;

/**
 * Ends the reading of a request that can't be served. Carries no stack trace: it is the client's
 * mistake.
 */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int MAX_SHOWN = 64;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }

  /** A problem that is no field's fault. */
  static ProblemException of(ErrorCode code, String detail) {
    return new ProblemException(Problem.of(code, detail));
  }

  /** The same mistake, found inside of {@code outer}. */
  ProblemException inside(String outer) {
    String field = problem.field() == null ? outer : outer + "." + problem.field();
    String detail = problem.field() == null ? problem.detail() : outer + ": " + problem.detail();
    return new ProblemException(
        new Problem(problem.code(), detail, problem.line(), field, problem.allowed()));
  }

  /** A value that can't be accepted; {@code detail} names it and what was expected. */
  static ProblemException badField(String field, String detail) {
    return new ProblemException(new Problem(ErrorCode.BAD_REQUEST, detail, 0, field, List.of()));
  }

  /** A value that is none of {@code allowed}. */
  static ProblemException notOneOf(String field, String value, List<String> allowed) {
    String detail =
        field + ": '" + value + "' (expected: one of " + String.join(", ", allowed) + ")";
    return new ProblemException(new Problem(ErrorCode.BAD_REQUEST, detail, 0, field, allowed));
  }

  /** A value beyond a limit of the server. */
  static ProblemException beyondLimit(String field, String detail) {
    return new ProblemException(new Problem(ErrorCode.LIMIT_EXCEEDED, detail, 0, field, List.of()));
  }

  /** A JSON field that is none of {@code known}. */
  static ProblemException unknownField(String field, List<String> known) {
    return unknown(ErrorCode.UNKNOWN_FIELD, "field", field, known);
  }

  /** A query parameter that is none of {@code known}. */
  static ProblemException unknownParameter(String name, List<String> known) {
    return unknown(ErrorCode.UNKNOWN_PARAMETER, "query parameter", name, known);
  }

  private static ProblemException unknown(
      ErrorCode code, String what, String name, List<String> known) {
    String hint =
        known.isEmpty()
            ? "this route has none"
            : "did you mean '" + Nearest.of(shown(name), known) + "'?";
    String detail = "unknown " + what + " '" + shown(name) + "': " + hint;
    return new ProblemException(new Problem(code, detail, 0, shown(name), known));
  }

  /** Enough of a name that may be as long as a request. */
  private static String shown(String name) {
    return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN);
  }
}
