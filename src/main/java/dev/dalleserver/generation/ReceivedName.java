package dev.dalleserver.generation;

import dev.dalleserver.dress.PictureKey;
import java.util.regex.Pattern;

/**
 * What a received picture is called until it is stored. It names a file, so it has letters, digits
 * and {@code . _ -} only.
 *
 * @param text {@code <address>.<series>} or {@code <batch>.<n>}
 */
public record ReceivedName(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern OF_ADDRESS = Pattern.compile("0x[0-9a-f]{40}\\..+");

  public ReceivedName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("no name for a file: " + text);
    }
  }

  /** The picture of an address, which the next start still knows. */
  public static ReceivedName of(PictureKey key) {
    return new ReceivedName(key.addressText() + "." + key.seriesText());
  }

  /** The n-th picture of a batch, n from 0. */
  public static ReceivedName ofBatch(String id, int n) {
    return new ReceivedName(id + "." + n);
  }

  /** True for a name whose picture can be asked for again after a restart. */
  static boolean outlivesProcess(String text) {
    return OF_ADDRESS.matcher(text).matches();
  }
}
