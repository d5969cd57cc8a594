package io.posthorn.http;

/** Why a listener refuses a request before its protocol sees it. */
public enum Refusal {
  /** Not HTTP. */
  MALFORMED("bad-request", 400, "The request is not valid HTTP."),
  /** The body exceeds the limit. */
  BODY_TOO_LARGE("body-too-large", 413, "The body is larger than this server accepts."),
  /** The request line exceeds the limit. */
  TARGET_TOO_LONG("target-too-long", 414, "The request target is longer than this server accepts."),
  /** An Expect header other than 100-continue. */
  EXPECTATION_FAILED("expectation-failed", 417, "Only Expect: 100-continue can be met."),
  /** The header fields exceed the limit. */
  HEAD_TOO_LARGE("head-too-large", 431, "The header fields are larger than this server accepts."),
  /** The protocol threw. */
  FAILED("internal", 500, "The server failed to handle this request."),
  /** Bodies in receipt, or replies on their way, use up their budget. */
  OVERLOADED("overloaded", 503, "The server is receiving or sending too much; try again later.");

  private final String code;
  private final int status;
  private final String sentence;

  Refusal(String code, int status, String sentence) {
    this.code = code;
    this.status = status;
    this.sentence = sentence;
  }

  /** Its stable name in the catalogue of errors. */
  public String code() {
    return code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }
}
