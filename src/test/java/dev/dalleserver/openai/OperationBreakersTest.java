package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One circuit breaker for each operation, and only faults of the service's health open it. */
class OperationBreakersTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void serve(MockResponse chat, MockResponse image) {
    rig.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return request.getUrl().encodedPath().endsWith("/chat/completions") ? chat : image;
          }
        });
  }

  private void enhance() {
    catchThrowable(() -> rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried()));
  }

  private BreakerState state(Operation operation) {
    return rig.provider.status().breaker(operation);
  }

  @Test
  void images_are_made_while_chat_is_down() throws Exception {
    serve(Rig.error(500, "", "down"), Rig.picture());
    for (int run = 0; run < 7; run++) {
      enhance();
      rig.paint();
    }
    assertThat(state(Operation.CHAT)).isEqualTo(BreakerState.OPEN);
    assertThat(state(Operation.IMAGE)).isEqualTo(BreakerState.CLOSED);
    assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(rig.events).contains("chat breaker OPEN").doesNotContain("image breaker OPEN");
  }

  private static Stream<MockResponse> answersOfAHealthyService() {
    return Stream.of(
        Rig.error(400, "moderation_blocked", "no"),
        Rig.error(400, "content_filter", "no"),
        Rig.error(403, "", "Your input was flagged as unsafe"),
        Rig.error(401, "invalid_api_key", "no"),
        Rig.error(402, "", "pay"),
        Rig.error(409, "", "conflict"),
        Rig.failure(429, "", "slow down").setHeader("Retry-After", "7200").build(),
        Rig.json("{\"task_id\":\"7\",\"status\":\"queued\"}"),
        Rig.json("{\"data\":[]}"),
        Rig.json("{\"data\":[{\"b64_json\":\"AAAA\"}]}"),
        Rig.json("{\"error\":{\"code\":\"moderation_blocked\",\"message\":\"no\"}}"));
  }

  @ParameterizedTest
  @MethodSource("answersOfAHealthyService")
  void answers_of_a_healthy_service_never_open_it(MockResponse answer) {
    rig.always(answer);
    for (int run = 0; run < 12; run++) {
      catchThrowable(rig::paint);
      enhance();
    }
    assertThat(List.of(state(Operation.IMAGE), state(Operation.CHAT)))
        .containsOnly(BreakerState.CLOSED);
  }

  private static Stream<MockResponse> garbageOfAFront() {
    return Stream.of(
        Rig.json("<html><body>Welcome</body></html>"),
        Rig.json(""),
        Rig.json("{\"created\":1,\"data\":[{\"b64_json\":\"iVBORw"));
  }

  @ParameterizedTest
  @MethodSource("garbageOfAFront")
  void garbage_opens_it(MockResponse answer) {
    rig.always(answer);
    for (int run = 0; run < 5; run++) {
      catchThrowable(rig::paint);
    }
    assertThat(state(Operation.IMAGE)).isEqualTo(BreakerState.OPEN);
  }
}
