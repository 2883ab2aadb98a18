package dev.dalleserver.openai.finder;

import dev.dalleserver.openai.finder.PictureText.Form;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A picture that is decoded while its text comes, in one piece or in several: as items of an array,
 * or as the same member of several events. A text goes on with it that stands under the same names,
 * is encoded as the first one, and does not begin as a picture does. Nothing is joined to a picture
 * that has its last byte.
 */
final class IncomingPicture {
  private final MemberPath path;
  private final Form form;
  private final EndDetectingStream out;
  private final TextDecoder decoder;
  private @Nullable OutputStream copy;
  private int texts;
  private boolean inText;
  private boolean valid = true;

  /**
   * @param copy gets all bytes too, until {@link #endCopy}
   */
  IncomingPicture(MemberPath path, Form form, OutputStream target, @Nullable OutputStream copy) {
    this.path = path;
    this.form = form;
    this.copy = copy;
    out = new EndDetectingStream(new Copying(target));
    decoder = decoder(form, out);
  }

  private static TextDecoder decoder(Form form, OutputStream out) {
    return switch (form) {
      case RAW -> new BytesAsTheyAre(out);
      case HEX -> new HexDecoder(new BufferedOutputStream(out));
      default -> new Base64Decoder(out);
    };
  }

  /** Returns true when this picture began under these names. */
  boolean isAt(MemberPath other) {
    return path.equals(other);
  }

  /** Returns true when a text that begins so goes on with this picture. */
  boolean isContinuedBy(PictureText text, MemberPath at) throws IOException {
    if (!isAt(at) || text.beginsPicture()) {
      return false;
    }
    boolean bytes = text.form() == Form.BYTES;
    if (form == Form.RAW || bytes) {
      return form == Form.RAW && bytes;
    }
    // What is in the midst of words ends with the first character of the words.
    int deciding = form == Form.EMBEDDED ? Math.min(1, text.head().length) : text.head().length;
    byte[] head = Arrays.copyOf(text.head(), deciding);
    boolean words = text.text().indexOf(' ') >= 0;
    TextDecoder trial = decoder(form, OutputStream.nullOutputStream());
    return (form == Form.EMBEDDED || !words) && trial.write(head, 0, head.length);
  }

  /**
   * Decodes a text.
   *
   * @throws MalformedAnswerException when the answer ends in it; all before is written
   */
  void add(PictureText text, InputStream rest) throws IOException {
    inText = true;
    texts++;
    valid = decoder.write(text, rest);
    decoder.endText();
    inText = false;
  }

  void endCopy() {
    copy = null;
  }

  long count() {
    return out.count();
  }

  /** Returns true when no other text can go on with it. */
  boolean isOver() {
    return !valid || out.hasEnded();
  }

  /** Returns false while the answer may have been cut within the picture. */
  boolean isAtRest() {
    return !inText && texts == 1;
  }

  /**
   * Writes what is left.
   *
   * @return false when it was no picture in that encoding
   */
  boolean finish() throws IOException {
    boolean whole = decoder.finish() && valid;
    // Words behind some pieces end the picture, as they do behind one in the midst of words.
    return (whole || form == Form.EMBEDDED || texts > 1) && out.count() > 0;
  }

  /** Passes bytes on, and a copy of them as long as one is wanted. */
  private final class Copying extends OutputStream {
    private final OutputStream target;

    Copying(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      target.write(source, offset, length);
      if (copy != null) {
        copy.write(source, offset, length);
      }
    }
  }

  /** Takes bytes for what they are. */
  private record BytesAsTheyAre(OutputStream out) implements TextDecoder {
    @Override
    public boolean write(byte[] text, int offset, int length) throws IOException {
      out.write(text, offset, length);
      return true;
    }

    @Override
    public void endText() {}

    @Override
    public boolean finish() {
      return true;
    }
  }
}
