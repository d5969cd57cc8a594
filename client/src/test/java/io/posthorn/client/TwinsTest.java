package io.posthorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can be done without waiting can be done with it, and says the same. */
class TwinsTest {
  private static final Map<Type, Type> SIMPLE =
      Map.of(Boolean.class, boolean.class, Long.class, long.class);

  @ParameterizedTest
  @ValueSource(
      classes = {
        AsyncConsumer.class,
        AsyncDelayerClient.class,
        AsyncMessages.class,
        AsyncProducer.class,
        AsyncQueues.class,
        AsyncTasks.class,
        AsyncTopics.class
      })
  void everyAsyncVerb_hasABlockingTwin(Class<?> async) throws Exception {
    Class<?> blocking = Class.forName(async.getName().replace("Async", ""));
    Method[] verbs =
        Arrays.stream(async.getDeclaredMethods())
            .filter(verb -> Modifier.isPublic(verb.getModifiers()))
            .toArray(Method[]::new);
    assertThat(verbs).isNotEmpty();
    for (Method verb : verbs) {
      Type value = ((ParameterizedType) verb.getGenericReturnType()).getActualTypeArguments()[0];
      Method twin = blocking.getMethod(verb.getName(), verb.getParameterTypes());
      assertThat(twin.getGenericReturnType())
          .as("%s", twin)
          .isEqualTo(SIMPLE.getOrDefault(value, value));
    }
  }
}
