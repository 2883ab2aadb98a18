package dev.dalleserver.openai;

import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an answer on disk, without secrets, as far as a bound. A disk that does not take it
 * ends the copy, and nothing else: the answer itself may still be the picture.
 */
final class RedactedCopy {
  /** More than the base64 of the largest picture. */
  private static final long MAX_BYTES = 48L << 20;

  private static final int PIECE = 64 << 10;

  /** Longer than any secret in any encoding: one that is cut by a piece is found with the next. */
  private static final int OVERLAP = 8 << 10;

  private final Redaction redaction;
  private final StringBuilder pending = new StringBuilder();
  private @Nullable Incoming file;

  RedactedCopy(Incoming file, Redaction redaction) {
    this.file = file;
    this.redaction = redaction;
  }

  void write(byte[] source, int offset, int length) {
    if (file == null || file.size() > MAX_BYTES) {
      return;
    }
    pending.append(new String(source, offset, length, StandardCharsets.ISO_8859_1));
    if (pending.length() >= PIECE) {
      flush(OVERLAP);
    }
  }

  /** Ends the copy; empty when the disk did not take it. */
  Optional<Received> complete() {
    flush(0);
    try (Incoming whole = file) {
      file = null;
      return whole == null ? Optional.empty() : Optional.of(whole.complete());
    } catch (NotKeptException full) {
      return Optional.empty();
    }
  }

  /** Forgets the copy. */
  void discard() {
    try (Incoming unused = file) {
      file = null;
    } catch (NotKeptException left) {
      // The next start removes it.
    }
  }

  private void flush(int overlap) {
    String text = redaction.withoutSecrets(pending.toString());
    int end = Math.max(0, text.length() - overlap);
    pending.setLength(0);
    pending.append(text, end, text.length());
    // The mask of a secret is no Latin letter.
    byte[] bytes = text.substring(0, end).replace('…', '*').getBytes(StandardCharsets.ISO_8859_1);
    try {
      if (file != null) {
        file.write(bytes, 0, bytes.length);
      }
    } catch (NotKeptException full) {
      discard();
    }
  }
}
