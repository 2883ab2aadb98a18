package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The data of server-sent events, read as a sequence of documents: the names of the fields,
 * comments and other fields are left out. An event's name comes before its data, as a line that
 * begins with {@link #EVENT}.
 */
final class EventStream extends InputStream {
  /** Begins the name of an event; no JSON outside of texts has this byte. */
  static final int EVENT = 1;

  private static final int MAX_NAME = 100;

  private final AnswerBytes in;
  private byte[] pending = {};
  private int pendingAt;
  private boolean inData;

  EventStream(AnswerBytes in) {
    this.in = in;
  }

  /** Returns true for a body that begins as events do, and not as a data URL does. */
  static boolean isBegunBy(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return text.startsWith("event:")
        || text.startsWith("id:")
        || text.startsWith("retry:")
        || text.startsWith(":")
        || (text.startsWith("data:") && !text.matches("(?s)data:(image|video|application)/.*"));
  }

  @Override
  public int read() throws IOException {
    while (true) {
      if (pendingAt < pending.length) {
        return pending[pendingAt++] & 0xff;
      }
      if (inData) {
        int c = in.next();
        // A line may end with a carriage return alone.
        boolean end = c == '\n' || c == '\r';
        inData = !end;
        return end ? '\n' : c;
      }
      if (in.peek() < 0) {
        return -1;
      }
      beginLine();
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int c = read();
      if (c < 0) {
        break;
      }
      target[offset + count++] = (byte) c;
      // A line is passed on when it is there: the next one may come much later.
      if (c == '\n') {
        break;
      }
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private void beginLine() throws IOException {
    StringBuilder field = new StringBuilder();
    int c = in.next();
    while (c >= 0 && c != ':' && c != '\n' && c != '\r' && field.length() < MAX_NAME) {
      field.append((char) c);
      c = in.next();
    }
    if (c != ':') {
      skipUnless(c == '\n' || c == '\r');
    } else if (field.toString().equals("data")) {
      inData = true;
    } else if (field.toString().equals("event")) {
      readName();
    } else {
      in.skipLine();
    }
  }

  private void skipUnless(boolean atEnd) throws IOException {
    if (!atEnd) {
      in.skipLine();
    }
  }

  private void readName() throws IOException {
    StringBuilder name = new StringBuilder();
    int c = in.next();
    while (c >= 0 && c != '\n' && c != '\r') {
      if (name.length() < MAX_NAME && c > ' ' && c < 0x7f) {
        name.append((char) c);
      }
      c = in.next();
    }
    pending = ((char) EVENT + name.toString() + "\n").getBytes(StandardCharsets.ISO_8859_1);
    pendingAt = 0;
  }
}
