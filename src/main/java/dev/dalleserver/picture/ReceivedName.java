package dev.dalleserver.picture;

import java.util.regex.Pattern;

/**
 * The name of a received picture until it is stored. It is a file name too, so it has letters,
 * digits and {@code . _ -} only.
 *
 * @param text {@code <address>.<series>} or {@code <batch>.<n>}
 */
public record ReceivedName(String text) {
  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  public ReceivedName {
    if (!PATTERN.matcher(text).matches()) {
      throw new IllegalArgumentException("not a file name: " + text);
    }
  }

  /** Returns the name for the picture of an address, which a restarted server still finds. */
  public static ReceivedName of(PictureKey key) {
    return new ReceivedName(key.addressText() + "." + key.seriesText());
  }

  /** Returns the name for the n-th picture of a batch, n from 0. */
  public static ReceivedName ofBatch(BatchId id, int n) {
    return new ReceivedName(id + "." + n);
  }

  /** Returns true for a name whose picture clients can ask for again after a restart. */
  public static boolean survivesRestart(String text) {
    int dot = text.indexOf('.');
    return dot > 0
        && dot < text.length() - 1
        && Address.parseStored(text.substring(0, dot)).isPresent();
  }
}
