package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

  private static String state(String header) {
    return TraceContext.parse(PARENT, header).tracestate();
  }

  private static String member(int number, int length) {
    String key = "k" + number + "=";
    return key + "v".repeat(length - key.length());
  }

  @Test
  void traceparent_isKeptAsItCame() {
    assertThat(TraceContext.parse(PARENT, null)).isEqualTo(new TraceContext(PARENT, null));
  }

  @ParameterizedTest
  @CsvSource({
    "00-TRACE-SPAN-00, 00",
    "00-TRACE-SPAN-03, 03",
    "00-TRACE-SPAN-ff, 03",
    "01-TRACE-SPAN-03, 01",
    "cc-TRACE-SPAN-01-what-comes-later, 01",
    "fe-TRACE-SPAN-00-, 00",
  })
  void flags_areThoseOfTheCurrentVersion(String header, String flags) {
    String given = header.replace("TRACE", TRACE).replace("SPAN", SPAN);
    assertThat(TraceContext.parse(given, null).traceparent())
        .isEqualTo("00-" + TRACE + "-" + SPAN + "-" + flags);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "TRACE",
        "00-TRACE-SPAN",
        "00-TRACE-SPAN-",
        "00-TRACE-SPAN-1",
        "00-TRACE-SPAN-011",
        "00-TRACE-SPAN-01-",
        "00-TRACE-SPAN-01-more",
        "ff-TRACE-SPAN-01",
        "0-TRACE-SPAN-01",
        "0g-TRACE-SPAN-01",
        "cc-TRACE-SPAN-01.later",
        "00-TRACE-SPAN-0g",
        " 00-TRACE-SPAN-01",
        "00-TRACE-SPAN-01\n",
        "01-TRACE-SPAN-01-a\nb",
        "00_TRACE_SPAN_01",
        "00-00000000000000000000000000000000-SPAN-01",
        "00-TRACE-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-SPAN-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-SPAN-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47360-SPAN-01",
        "00-TRACE-00F067AA0BA902B7-01",
        "00-TRACE-0f067aa0ba902b7-01",
      })
  void malformedTraceparent_isNoTrace(String header) {
    String given = header.replace("TRACE", TRACE).replace("SPAN", SPAN);
    assertThat(TraceContext.parse(given, "a=1")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE | rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
        "a=1 , b=2 | a=1,b=2",
        "`,a=1,, ,b=2,` | a=1,b=2",
        "fw529a3039@dt=FfYhKGaFCwLb0,0tenant@v/*_-=!~ | fw529a3039@dt=FfYhKGaFCwLb0,0tenant@v/*_-=!~",
      })
  void tracestate_isKeptWithoutBlanks(String header, String kept) {
    assertThat(state(header)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", ",", "a", "a=", "=1", "A=1", "a=1=2", "a b=1", "_a=1", "a=ä", "a=1\t2", "a=1,b"
      })
  void malformedTracestate_isNone(String header) {
    assertThat(state(header)).isNull();
    assertThat(TraceContext.parse(PARENT, header).traceparent()).isEqualTo(PARENT);
  }

  @Test
  void tracestate_ofMoreThan32MembersIsNone() {
    String most = "a=1" + ",a=1".repeat(31);
    assertThat(state(most)).isEqualTo(most);
    assertThat(state(most + ",b=2")).isNull();
  }

  @Test
  void tracestate_beyondItsLengthLosesLongMembersFirstThenTheLastOnes() {
    String whole = member(1, 255) + "," + member(2, 128) + "," + member(3, 127);
    assertThat(whole).hasSize(TraceContext.MAX_STATE);
    assertThat(state(whole)).isEqualTo(whole);
    assertThat(state(whole + ",a=1")).isEqualTo(member(2, 128) + "," + member(3, 127) + ",a=1");

    String even = member(1, 128) + "," + member(2, 128) + "," + member(3, 128);
    assertThat(state(even + "," + member(4, 120) + "," + member(5, 9)))
        .isEqualTo(even + "," + member(4, 120));
  }

  @Test
  void anotherSpan_isOfTheSameTraceAndFlags() {
    TraceContext trace = TraceContext.parse(PARENT, null);
    assertThat(trace.traceparentOf(0xabcL)).isEqualTo("00-" + TRACE + "-0000000000000abc-01");
    assertThat(trace.traceparentOf(-1)).isEqualTo("00-" + TRACE + "-ffffffffffffffff-01");
  }
}
