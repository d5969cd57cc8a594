package io.posthorn.cli.bench;

/** Ways of reading an answer, as {@link Dialogue#judge} does. */
@FunctionalInterface
interface Judge {
  /** Messages moved, 0 = there was nothing, negative = an error. */
  int judge(ResponseReader answer);

  /** HTTPSQS: the body of a successful put. */
  byte[] PUT_OK = ResponseReader.ascii("HTTPSQS_PUT_OK");

  /** HTTPSQS: the body of a get from an empty queue. */
  byte[] GET_END = ResponseReader.ascii("HTTPSQS_GET_END");

  /** HTTPSQS: how every body begins that is no message (of ours). */
  byte[] WORD = ResponseReader.ascii("HTTPSQS_");

  /** Any 2xx, {@code messages} moved. */
  static Judge success(int messages) {
    return answer -> answer.status() / 100 == 2 ? messages : Dialogue.ERROR;
  }

  /** 200 with a message, 204 without. */
  static int take(ResponseReader answer) {
    return switch (answer.status()) {
      case 200 -> 1;
      case 204 -> 0;
      default -> Dialogue.ERROR;
    };
  }

  /** An HTTPSQS put. */
  static int httpsqsPut(ResponseReader answer) {
    return answer.status() == 200 && answer.bodyStartsWith(PUT_OK) ? 1 : Dialogue.ERROR;
  }

  /** An HTTPSQS get. */
  static int httpsqsGet(ResponseReader answer) {
    if (answer.status() != 200) {
      return Dialogue.ERROR;
    }
    if (!answer.bodyStartsWith(WORD)) {
      return 1;
    }
    return answer.bodyStartsWith(GET_END) ? 0 : Dialogue.ERROR;
  }
}
