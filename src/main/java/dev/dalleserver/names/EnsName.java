package dev.dalleserver.names;

import dev.dalleserver.picture.Keccak256;
import io.github.adraffy.ens.ENSNormalize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name of the Ethereum Name Service in its normal form (ENSIP-15), in which each name has one
 * spelling.
 *
 * @param text labels with dots between them
 */
record EnsName(String text) {
  private static final int MAX_LABEL_BYTES = 255;

  /**
   * Normalizes a name.
   *
   * @throws InvalidNameException when it cannot be registered, for instance since it mixes scripts
   */
  static EnsName normalize(String text) {
    String normal;
    try {
      normal = ENSNormalize.ENSIP15.normalize(text);
    } catch (RuntimeException e) {
      // The library has several exceptions, whose messages say what is wrong.
      throw new InvalidNameException("the name is not valid in ENS: " + reason(e));
    }
    EnsName name = new EnsName(normal);
    for (String label : name.labels()) {
      int length = label.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > MAX_LABEL_BYTES) {
        throw new InvalidNameException(
            "the name has a part with " + length + " bytes; expected 1 to " + MAX_LABEL_BYTES);
      }
    }
    return name;
  }

  private static String reason(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    StringBuilder plain = new StringBuilder();
    message
        .codePoints()
        .filter(point -> !Character.isISOControl(point))
        .limit(160)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private List<String> labels() {
    return List.of(text.split("\\.", -1));
  }

  /** Returns the hash by which contracts know the name (EIP-137). */
  byte[] node() {
    byte[] node = new byte[Abi.WORD];
    List<String> labels = labels();
    for (int i = labels.size() - 1; i >= 0; i--) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(node);
      both.writeBytes(Keccak256.hash(labels.get(i).getBytes(StandardCharsets.UTF_8)));
      node = Keccak256.hash(both.toByteArray());
    }
    return node;
  }

  /** Returns the form of DNS messages: each label after its length, and a zero at the end. */
  byte[] dnsEncoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : labels()) {
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    return out.toByteArray();
  }
}
