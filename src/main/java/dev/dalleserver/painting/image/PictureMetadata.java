package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.color.CMMException;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a file says of its colours and its orientation. Profiles are hidden from the decoders, which
 * treat them in different ways, and used by {@link SrgbImage} instead.
 */
final class PictureMetadata {
  /** A profile that is larger is ignored. */
  static final int MAX_PROFILE = 4 << 20;

  private static final int ORIENTATION = 0x112;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);

  private int orientation = 1;
  private Optional<ICC_Profile> profile = Optional.empty();

  private PictureMetadata() {}

  /**
   * Takes the metadata out of an encoded picture, whose bytes are changed.
   *
   * @throws UnreadablePictureException when a checksum shows that it is damaged
   */
  static PictureMetadata take(FileKind kind, byte[] bytes) throws UnreadablePictureException {
    PictureMetadata metadata = new PictureMetadata();
    switch (kind) {
      case PNG -> metadata.takePng(bytes);
      case JPEG -> metadata.takeJpeg(bytes);
      case WEBP -> metadata.takeWebp(bytes);
      default -> {
        // It has none.
      }
    }
    return metadata;
  }

  /** Returns how the picture is turned, 1 to 8 as in Exif. */
  int orientation() {
    return orientation;
  }

  Optional<ICC_Profile> profile() {
    return profile;
  }

  private void takePng(byte[] bytes) throws UnreadablePictureException {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    long at = PngChunk.SIGNATURE_LENGTH;
    while (at + PngChunk.FRAME <= bytes.length) {
      int start = (int) at + 8;
      long length = Integer.toUnsignedLong(file.getInt((int) at));
      if (start + length + 4 > bytes.length) {
        return;
      }
      String type = new String(bytes, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      ByteBuffer data = file.slice(start, (int) length);
      switch (type) {
        case "IHDR", "PLTE", "IDAT", "tRNS" -> requireIntact(bytes, (int) at, (int) length);
        case "eXIf" -> setOrientation(data);
        case "iCCP" -> {
          profile = profile(inflated(data));
          // Decoders ignore this one.
          bytes[start - 4] = 'x';
        }
        default -> {
          // It says nothing of the picture's looks.
        }
      }
      at = start + length + 4;
    }
  }

  private static void requireIntact(byte[] png, int at, int length)
      throws UnreadablePictureException {
    CRC32 crc = new CRC32();
    crc.update(png, at + 4, length + 4);
    if ((int) crc.getValue() != ByteBuffer.wrap(png).getInt(at + 8 + length)) {
      throw new UnreadablePictureException("the picture is damaged: a checksum is wrong");
    }
  }

  private void takeJpeg(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    Map<Integer, ByteBuffer> parts = new TreeMap<>();
    int at = 2;
    while (at + 4 <= bytes.length && (bytes[at] & 0xff) == 0xff && (bytes[at + 1] & 0xff) != 0xda) {
      int marker = bytes[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      int length = Short.toUnsignedInt(file.getShort(at + 2));
      if (length < 2 || at + 2 + length > bytes.length) {
        break;
      }
      ByteBuffer data = file.slice(at + 4, length - 2);
      if (marker == 0xe1 && startsWith(data, EXIF)) {
        setOrientation(data.slice(EXIF.length, data.capacity() - EXIF.length));
      } else if (marker == 0xe2 && startsWith(data, ICC) && data.capacity() > ICC.length + 2) {
        int first = ICC.length + 2;
        parts.putIfAbsent(data.get(ICC.length) & 0xff, data.slice(first, data.capacity() - first));
        bytes[at + 1] = (byte) 0xeb;
      }
      at += 2 + length;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(part -> whole.writeBytes(copy(part)));
    profile = profile(whole.toByteArray());
  }

  private void takeWebp(byte[] bytes) {
    for (WebpChunk chunk : WebpChunk.readAll(bytes, WebpChunk.FILE_HEADER, bytes.length)) {
      ByteBuffer data = chunk.data();
      if (chunk.type() == WebpChunk.EXIF) {
        int start = startsWith(data, EXIF) ? EXIF.length : 0;
        setOrientation(data.slice(start, data.capacity() - start));
      } else if (chunk.type() == WebpChunk.PROFILE) {
        profile = profile(copy(data));
      }
    }
  }

  /** Reads the orientation out of the first directory of Exif; nothing when it is damaged. */
  private void setOrientation(ByteBuffer exif) {
    ByteBuffer tiff = exif.slice();
    if (tiff.capacity() < 8) {
      return;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory + 2 > tiff.capacity()) {
      return;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + 12L * i;
      if (at + 12 > tiff.capacity()) {
        return;
      }
      if (Short.toUnsignedInt(tiff.getShort((int) at)) == ORIENTATION) {
        int value = Short.toUnsignedInt(tiff.getShort((int) at + 8));
        orientation = value >= 1 && value <= 8 ? value : 1;
        return;
      }
    }
  }

  private static Optional<ICC_Profile> profile(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_PROFILE) {
      return Optional.empty();
    }
    try {
      return Optional.of(ICC_Profile.getInstance(bytes));
    } catch (IllegalArgumentException | CMMException damaged) {
      // Without it the colours are those of sRGB, as other programs show them.
      return Optional.empty();
    }
  }

  /** Inflates the profile of a PNG: a name, a zero, the method, and compressed bytes. */
  private static byte[] inflated(ByteBuffer chunk) {
    byte[] data = copy(chunk);
    int name = 0;
    while (name < data.length && data[name] != 0) {
      name++;
    }
    if (name + 2 >= data.length) {
      return new byte[0];
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, name + 2, data.length - name - 2);
      byte[] profile = new byte[MAX_PROFILE + 1];
      int length = inflater.inflate(profile);
      return inflater.finished() ? java.util.Arrays.copyOf(profile, length) : new byte[0];
    } catch (DataFormatException damaged) {
      return new byte[0];
    } finally {
      inflater.end();
    }
  }

  private static boolean startsWith(ByteBuffer data, byte[] prefix) {
    return data.capacity() >= prefix.length
        && data.slice(0, prefix.length).equals(ByteBuffer.wrap(prefix));
  }

  private static byte[] copy(ByteBuffer data) {
    byte[] bytes = new byte[data.capacity()];
    data.get(0, bytes);
    return bytes;
  }
}
