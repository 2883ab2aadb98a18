package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pricing.TokenUsage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an answer says beside its picture. */
class AnswerNotesTest {
  private static final String USAGE =
      "\"usage\":{\"input_tokens\":7,\"output_tokens\":5,\"total_tokens\":12,"
          + "\"input_tokens_details\":{\"text_tokens\":4,\"image_tokens\":3}}";
  private static final TokenUsage TOKENS = new TokenUsage(7, 4, 3, 5, 12);

  /** Notes of a stream of which another reader has read the first bytes. */
  private static PaintingNotes notes(String answer, int readBefore) throws IOException {
    return notes(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), readBefore);
  }

  private static PaintingNotes notes(InputStream answer, int readBefore) throws IOException {
    AnswerNotes notes = new AnswerNotes(answer);
    notes.readNBytes(readBefore);
    notes.close();
    return notes.finish();
  }

  @Test
  void usage_and_revised_prompt_are_found_before_and_behind_the_picture() throws IOException {
    String picture = "A".repeat(3_000_000);
    String answer =
        "{\"created\":1,\"background\":\"opaque\",\"data\":[{\"b64_json\":\""
            + picture
            + "\",\"revised_prompt\":\" a \\\"fox\\\" \"}],\"quality\":\"low\","
            + USAGE
            + "}";
    PaintingNotes expected = new PaintingNotes(Optional.of(TOKENS), "a \"fox\"", "low", "opaque");
    assertThat(notes(answer, 3_000_070)).isEqualTo(expected);
    assertThat(notes(answer, 0)).isEqualTo(PaintingNotes.NONE);
    assertThat(notes(answer, answer.length())).isEqualTo(expected);
  }

  @Test
  void a_reader_that_closes_the_stream_does_not_end_the_answer() throws IOException {
    InputStream closing =
        new BufferedInputStream(
            new ByteArrayInputStream(("{" + USAGE + "}").getBytes(StandardCharsets.UTF_8)));
    assertThat(notes(closing, 1).usage()).contains(TOKENS);
  }

  @Test
  void events_say_the_same() throws IOException {
    String answer =
        "event: image_generation.partial_image\ndata: {\"b64_json\":\"AAAA\"}\n\n"
            + "event: image_generation.completed\ndata: {\"b64_json\":\"AAAA\","
            + USAGE
            + "}\n\n";
    assertThat(notes(answer, 100).usage()).contains(TOKENS);
  }

  @Test
  void other_names_for_tokens_are_known() throws IOException {
    String answer = "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
    assertThat(notes(answer, 0).usage()).contains(new TokenUsage(3, 0, 0, 4, 7));
  }

  @Test
  void nonsense_says_nothing() throws IOException {
    assertThat(notes("", 0)).isEqualTo(PaintingNotes.NONE);
    assertThat(notes("<html>", 0)).isEqualTo(PaintingNotes.NONE);
    assertThat(notes("{\"usage\":7,\"quality\":\"<b>\",\"data\":[7]}", 0))
        .isEqualTo(PaintingNotes.NONE);
    assertThat(notes("{\"usage\":{\"input_tokens\":-1e99}}", 0).usage())
        .contains(new TokenUsage(0, 0, 0, 0, 0));
    assertThat(notes("[" + "{\"a\":".repeat(200_000), 0)).isEqualTo(PaintingNotes.NONE);
  }

  @Test
  void a_connection_that_breaks_behind_the_picture_loses_nothing() throws IOException {
    byte[] answer = ("{" + USAGE + ",\"data\":[]}").getBytes(StandardCharsets.UTF_8);
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(answer)) {
          @Override
          public int read(byte[] target, int offset, int most) throws IOException {
            int count = super.read(target, offset, most);
            if (count < 0) {
              throw new IOException("connection reset");
            }
            return count;
          }
        };
    assertThat(notes(broken, answer.length - 5).usage()).contains(TOKENS);
  }
}
