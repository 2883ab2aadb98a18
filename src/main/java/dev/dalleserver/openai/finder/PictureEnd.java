package dev.dalleserver.openai.finder;

/**
 * Follows the bytes of a PNG, JPEG, GIF or WebP to the last one, by the lengths that stand in the
 * file. The end of any other format is not known and never reached. A file whose structure is
 * broken has ended, too: no further bytes make it whole.
 */
final class PictureEnd {
  private static final int PNG = 0x89504e47;
  private static final int GIF = 'G' << 24 | 'I' << 16 | 'F' << 8 | '8';
  private static final int RIFF = 'R' << 24 | 'I' << 16 | 'F' << 8 | 'F';
  private static final int PNG_LAST_CHUNK = 'I' << 24 | 'E' << 16 | 'N' << 8 | 'D';
  private static final int JPEG = 0xffd8ff;

  /** What the next bytes are, and how many of them decide what comes then. */
  private enum Part {
    MAGIC(4),
    PNG_CHUNK(8),
    RIFF_SIZE(4),
    GIF_SCREEN(7),
    GIF_BLOCK(1),
    GIF_LABEL(1),
    GIF_IMAGE(9),
    GIF_DATA(1),
    JPEG_MARKER(1),
    JPEG_CODE(1),
    JPEG_LENGTH(2),
    JPEG_SCAN_LENGTH(2),
    JPEG_SCAN(1),
    JPEG_CODE_IN_SCAN(1),
    UNKNOWN(1),
    END(1);

    private final int length;

    Part(int length) {
      this.length = length;
    }
  }

  private Part part = Part.MAGIC;
  private final byte[] taken = new byte[9];
  private int count;

  /** How many bytes are passed over before the part. */
  private long skipped;

  boolean isReached() {
    return part == Part.END && skipped == 0;
  }

  void pass(byte[] source, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && part != Part.UNKNOWN && !isReached()) {
      if (skipped > 0) {
        int passed = (int) Math.min(skipped, end - at);
        skipped -= passed;
        at += passed;
      } else {
        taken[count++] = source[at++];
        if (count == part.length) {
          count = 0;
          part = next();
        }
      }
    }
  }

  private Part next() {
    return switch (part) {
      case MAGIC -> afterMagic();
      case PNG_CHUNK, RIFF_SIZE -> afterLength();
      case GIF_SCREEN, GIF_BLOCK, GIF_LABEL, GIF_IMAGE, GIF_DATA -> nextOfGif();
      default -> nextOfJpeg();
    };
  }

  private Part afterMagic() {
    int magic = number(0, 4);
    if (magic >>> 8 == JPEG) {
      return afterCode(taken[3] & 0xff);
    }
    if (magic == PNG) {
      return skip(4, Part.PNG_CHUNK);
    }
    if (magic == GIF) {
      return skip(2, Part.GIF_SCREEN);
    }
    return magic == RIFF ? Part.RIFF_SIZE : Part.UNKNOWN;
  }

  private Part afterLength() {
    if (part == Part.RIFF_SIZE) {
      return skip(Integer.reverseBytes(number(0, 4)) & 0xffff_ffffL, Part.END);
    }
    int length = number(0, 4);
    boolean last = number(4, 4) == PNG_LAST_CHUNK;
    return length < 0 ? Part.END : skip(length + 4L, last ? Part.END : Part.PNG_CHUNK);
  }

  private Part nextOfGif() {
    int value = taken[0] & 0xff;
    return switch (part) {
      case GIF_SCREEN -> skip(colors(taken[4]), Part.GIF_BLOCK);
      case GIF_BLOCK ->
          switch (value) {
            case '!' -> Part.GIF_LABEL;
            case ',' -> Part.GIF_IMAGE;
            default -> Part.END;
          };
      case GIF_IMAGE -> skip(colors(taken[8]) + 1, Part.GIF_DATA);
      case GIF_LABEL -> Part.GIF_DATA;
      default -> value == 0 ? Part.GIF_BLOCK : skip(value, Part.GIF_DATA);
    };
  }

  /** Returns the length of the table of colors that these flags announce. */
  private static int colors(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private Part nextOfJpeg() {
    int value = taken[0] & 0xff;
    return switch (part) {
      case JPEG_MARKER -> value == 0xff ? Part.JPEG_CODE : Part.END;
      case JPEG_CODE -> afterCode(value);
      case JPEG_LENGTH -> skip(Math.max(0, number(0, 2) - 2), Part.JPEG_MARKER);
      case JPEG_SCAN_LENGTH -> skip(Math.max(0, number(0, 2) - 2), Part.JPEG_SCAN);
      case JPEG_SCAN -> value == 0xff ? Part.JPEG_CODE_IN_SCAN : Part.JPEG_SCAN;
      default -> value == 0 || isRestart(value) ? Part.JPEG_SCAN : afterCode(value);
    };
  }

  private Part afterCode(int code) {
    return switch (code) {
      case 0xff -> part == Part.JPEG_CODE_IN_SCAN ? part : Part.JPEG_CODE;
      case 0xda -> Part.JPEG_SCAN_LENGTH;
      case 0x00, 0xd9 -> Part.END;
      case 0x01 -> Part.JPEG_MARKER;
      default -> isRestart(code) ? Part.JPEG_MARKER : Part.JPEG_LENGTH;
    };
  }

  private static boolean isRestart(int code) {
    return code >= 0xd0 && code <= 0xd7;
  }

  private Part skip(long bytes, Part then) {
    skipped = bytes;
    return then;
  }

  /** Returns the big-endian number in the bytes that were taken. */
  private int number(int from, int length) {
    int number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | taken[i] & 0xff;
    }
    return number;
  }
}
