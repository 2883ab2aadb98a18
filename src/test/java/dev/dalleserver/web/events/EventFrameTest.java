package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFrameTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 65_536, 65_537, 200_000})
  void a_large_state_in_parts_is_what_it_is_in_one_piece(int size) {
    byte[] data = ("{\"a\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
    for (boolean whole : List.of(true, false)) {
      EventFrame frame = new EventFrame(7, "snapshot", data, whole);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (ByteBuffer part : frame.partsOfServerSentEvent("abc")) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        joined.writeBytes(bytes);
      }
      assertThat(joined.toByteArray()).isEqualTo(frame.asServerSentEvent("abc"));
    }
  }
}
