package io.posthorn.delivery;

import io.posthorn.storage.MessageStore;
import io.posthorn.storage.StorageEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** An engine whose verbs on messages do what a test wants in place of what they should. */
final class FaultyEngine {
  /** By the verb's name; one that answers null leaves it to the engine. */
  final Map<String, Function<Object[], CompletableFuture<?>>> faults = new ConcurrentHashMap<>();

  /** {@code engine} with the faults. */
  StorageEngine over(StorageEngine engine) {
    MessageStore messages =
        proxy(
            MessageStore.class,
            (verb, arguments) -> {
              var fault = faults.get(verb.getName());
              CompletableFuture<?> instead = fault == null ? null : fault.apply(arguments);
              return instead == null ? verb.invoke(engine.messages(), arguments) : instead;
            });
    return proxy(
        StorageEngine.class,
        (method, arguments) ->
            method.getName().equals("messages") ? messages : method.invoke(engine, arguments));
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return answer.to(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
