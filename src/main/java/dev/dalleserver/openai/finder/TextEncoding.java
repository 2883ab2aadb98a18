package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How the characters of an answer are encoded: all but UTF-8 is told by the first bytes. */
final class TextEncoding {
  private static final Charset UTF_32 = Charset.forName("UTF-32");

  private TextEncoding() {}

  /** Skips a mark of the byte order, and reads what some servers send otherwise as UTF-8. */
  static AnswerBytes inUtf8(AnswerBytes in) throws IOException {
    byte[] head = in.peek(4);
    if (number(head, 3) == 0xefbbbf) {
      in.next();
      in.next();
      in.next();
      return in;
    }
    return charset(head)
        .map(known -> new AnswerBytes(new Utf8Stream(new InputStreamReader(in.remaining(), known))))
        .orElse(in);
  }

  private static Optional<Charset> charset(byte[] head) {
    if (head.length == 4) {
      int all = number(head, 4);
      if (all == 0xfeff || all == 0xfffe0000 || all == '{' || all == '[') {
        return Optional.of(UTF_32);
      }
      if (all == '{' << 24 || all == '[' << 24) {
        return Optional.of(Charset.forName("UTF-32LE"));
      }
    }
    return switch (number(head, 2)) {
      case 0xfeff, 0xfffe -> Optional.of(StandardCharsets.UTF_16);
      case '{', '[' -> Optional.of(StandardCharsets.UTF_16BE);
      case '{' << 8, '[' << 8 -> Optional.of(StandardCharsets.UTF_16LE);
      default -> Optional.empty();
    };
  }

  /** Returns the first bytes as a number; 0 when there are fewer. */
  private static int number(byte[] head, int count) {
    int number = 0;
    for (int i = 0; i < count && head.length >= count; i++) {
      number = number << 8 | head[i] & 0xff;
    }
    return number;
  }
}
