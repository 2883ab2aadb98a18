package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;

/** The bytes up to the next line feed. */
final class LineStream extends InputStream {
  private final AnswerBytes in;
  private boolean ended;

  LineStream(AnswerBytes in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    int c = ended ? -1 : in.next();
    ended = ended || c < 0 || c == '\n';
    return ended ? -1 : c;
  }
}
