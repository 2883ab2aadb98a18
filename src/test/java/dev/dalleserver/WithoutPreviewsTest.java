package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ProgressListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WithoutPreviewsTest {
  private final List<String> calls = new ArrayList<>();
  private ProgressListener given = ProgressListener.NONE;

  private <T> T recorded(Class<T> type) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          calls.add(method.getName());
          if (method.getName().equals("paint")) {
            given = (ProgressListener) arguments[1];
          }
          return valueOf(method.getReturnType());
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object valueOf(Class<?> type) {
    return type == boolean.class ? Boolean.TRUE : type == int.class ? (Object) 3 : null;
  }

  /** Calls every method of the interface, and those that it inherits. */
  private static List<String> callAll(Class<?> type, Object target) throws Exception {
    List<String> names = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        method.invoke(
            target,
            Stream.of(method.getParameterTypes()).map(WithoutPreviewsTest::valueOf).toArray());
        names.add(method.getName());
      }
    }
    return names;
  }

  @Test
  void every_question_is_passed_on_to_the_provider() throws Exception {
    ImageProvider provider = new WithoutPreviews(recorded(ImageProvider.class));
    assertThat(callAll(ImageProvider.class, provider)).isEqualTo(calls).hasSizeGreaterThan(7);
  }

  @Test
  void the_listener_learns_everything_but_previews_which_are_not_asked_for() throws Exception {
    ImageProvider provider = new WithoutPreviews(recorded(ImageProvider.class));
    provider.paint(null, recorded(ProgressListener.class), Cancellation.none());
    calls.clear();
    assertThat(given.wantedPreviews()).isZero();
    List<String> all = callAll(ProgressListener.class, given);
    all.removeAll(List.of("wantedPreviews", "onPreview"));
    assertThat(calls).isEqualTo(all).contains("onUsage", "onExpense");
  }
}
