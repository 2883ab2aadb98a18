package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the decoders over one encoded picture. What a decoder only warns of is an error here: it
 * means that pixels were made up.
 */
final class PixelReader {
  private static final Pattern CUT = Pattern.compile("premature|truncated|eof|eoi");

  private final DecodingLimit limit;
  private Optional<String> warning = Optional.empty();

  PixelReader(DecodingLimit limit) {
    this.limit = limit;
  }

  /**
   * Decodes the first frame, in the colours of sRGB and upright.
   *
   * @param received changed by decoding
   */
  BufferedImage read(byte[] received, PictureOutline outline)
      throws IOException, UnreadablePictureException {
    byte[] bytes = EndMarkerRepair.repair(outline.kind(), received);
    PictureMetadata metadata = PictureMetadata.take(outline.kind(), bytes);
    Optional<ICC_Profile> profile = metadata.profile();
    BufferedImage image =
        switch (outline.kind()) {
          case JPEG -> jpeg(bytes, profile);
          case WEBP -> SrgbImage.convert(new WebpFrames(this).first(bytes, outline), profile);
          case GIF -> gif(bytes, outline);
          default -> SrgbImage.convert(read(reader("png"), bytes), profile);
        };
    throwIfWarned(outline.kind());
    return Upright.turn(image, metadata.orientation());
  }

  /** Runs one decoder. */
  BufferedImage read(ImageReader reader, byte[] bytes) throws IOException {
    try (ImageInputStream in = open(reader, bytes)) {
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private BufferedImage gif(byte[] bytes, PictureOutline outline) throws IOException {
    BufferedImage frame = SrgbImage.convert(read(reader("gif"), bytes), Optional.empty());
    return SrgbImage.place(
        frame, (int) outline.width(), (int) outline.height(), outline.left(), outline.top());
  }

  private BufferedImage jpeg(byte[] bytes, Optional<ICC_Profile> profile) throws IOException {
    JpegInk ink = JpegInk.of(bytes);
    if (!ink.isInk()) {
      return SrgbImage.convert(read(reader("jpeg"), bytes), profile);
    }
    ImageReader reader = reader("jpeg");
    try (ImageInputStream in = open(reader, bytes)) {
      WritableRaster raster = (WritableRaster) reader.readRaster(0, null);
      ink.toInkLeftOut(raster);
      return SrgbImage.ofInk(raster, profile);
    } finally {
      reader.dispose();
    }
  }

  private ImageInputStream open(ImageReader reader, byte[] bytes) {
    ImageInputStream in = new LimitedImageInput(bytes, limit);
    reader.addIIOReadWarningListener((source, text) -> warn(text));
    reader.addIIOReadProgressListener(new LimitListener());
    // Skipping metadata also skips compressed text chunks, which may unpack to any size.
    reader.setInput(in, false, true);
    return in;
  }

  private static ImageReader reader(String format) {
    return ImageIO.getImageReadersByFormatName(format).next();
  }

  private void warn(@Nullable String text) {
    String plain = text == null ? "" : text.toLowerCase(Locale.ROOT);
    // Bytes between two segments belong to no pixel.
    if (warning.isEmpty() && !plain.contains("extraneous bytes")) {
      warning = Optional.of(plain);
    }
  }

  private void throwIfWarned(FileKind kind) throws UnreadablePictureException {
    if (warning.isPresent()) {
      boolean cut = CUT.matcher(warning.get()).find();
      throw new UnreadablePictureException(
          "the picture is damaged: "
              + (cut
                  ? "the " + kind.title() + " ends early"
                  : "its decoder warns of wrong pixels"));
    }
  }

  /** Ends decoders that work long without reading. */
  private final class LimitListener implements IIOReadProgressListener {
    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
      try {
        limit.check();
      } catch (IOException ended) {
        throw new IllegalStateException(ended);
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
