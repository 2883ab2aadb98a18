package dev.dalleserver.painting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.painting.image.DamagedPngException;
import dev.dalleserver.painting.image.PictureDecoder;
import dev.dalleserver.painting.image.PictureExamination;
import dev.dalleserver.painting.image.PngEncoder;
import dev.dalleserver.painting.image.PngExtension;
import dev.dalleserver.painting.image.PngText;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.Thumbnails;
import dev.dalleserver.pictures.AnnotatedImage;
import dev.dalleserver.pictures.Annotator;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureCondition;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sets title, terse sentence and provenance on a band below a picture, in the picture's dominant
 * colour, and writes the picture's origin into the file. The same input gives the same bytes. Safe
 * for use by many threads.
 */
public final class CaptionAnnotator implements Annotator {
  /** The form that the PNG standard recommends for times. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final String software;
  private final RenderPermits permits;
  private final Thumbnails thumbnails;
  private final PictureExamination examination;

  /**
   * @param software name and version, for the files
   */
  public CaptionAnnotator(String software, RenderPermits permits) {
    this.software = software;
    this.permits = permits;
    this.thumbnails = new Thumbnails(permits);
    this.examination = new PictureExamination(permits.decoder());
  }

  @Override
  public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt)
      throws JobException {
    return permits.run(
        () -> {
          try (Decoded picture = PictureDecoder.read(permits.decoder(), png)) {
            return caption(Optional.of(png), picture.image(), dress, createdAt);
          }
        });
  }

  @Override
  public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) throws JobException {
    return permits.run(
        () ->
            caption(
                Optional.empty(),
                new CardPainter(CaptionFonts.bundled()).paint(dress.words()),
                dress,
                createdAt));
  }

  @Override
  public byte[] renderThumbnail(EncodedPicture png) throws JobException {
    return thumbnails.of(png);
  }

  @Override
  public PictureCondition examine(EncodedPicture picture) throws IOException {
    return examination.examine(picture);
  }

  /**
   * @param png the file that the picture was decoded from, if any
   */
  private AnnotatedImage caption(
      Optional<byte[]> png, BufferedImage picture, DalleDress dress, Instant createdAt)
      throws JobException {
    CaptionFonts lettering = CaptionFonts.bundled();
    int height = picture.getHeight();
    CaptionLayout layout =
        CaptionLayout.of(
            CaptionText.of(dress.words(), lettering), lettering, picture.getWidth(), height);
    // From here on the canvas has the picture too: it is not kept twice.
    BufferedImage canvas = PictureDecoder.onWhite(picture, layout.height());
    int dominant = DominantColor.of(canvas, height);
    CaptionPainter.paint(canvas, height, layout, CaptionColors.on(dominant));
    ImageSize size = new ImageSize(canvas.getWidth(), canvas.getHeight());
    return new AnnotatedImage(
        withProvenance(encode(png, height, canvas), dress, createdAt),
        Thumbnails.jpeg(canvas),
        size,
        String.format(Locale.ROOT, "#%06x", dominant));
  }

  private static byte[] encode(Optional<byte[]> upper, int rows, BufferedImage canvas) {
    int[] pixels = PictureDecoder.pixels(canvas);
    int width = canvas.getWidth();
    int height = canvas.getHeight();
    return upper
        .flatMap(png -> PngExtension.extend(png, rows, pixels, width, height))
        .orElseGet(() -> PngEncoder.encode(pixels, width, height));
  }

  private byte[] withProvenance(byte[] png, DalleDress dress, Instant createdAt)
      throws JobException {
    Map<String, String> texts = new LinkedHashMap<>();
    try {
      texts.put("Title", dress.words().prompts().title());
      texts.put("Description", dress.words().prompts().best());
      texts.put("Software", software);
      texts.put("Creation Time", TIME.format(createdAt));
      texts.put("dalleDress", DressWriter.JSON.writeValueAsString(dress.withoutUsage()));
      return PngText.insert(png, texts);
    } catch (JsonProcessingException | DamagedPngException e) {
      throw new JobException(
          FailureCode.INTERNAL_SERVER_ERROR, "the picture's provenance could not be written", e);
    }
  }

  /**
   * Jackson's inspection of the dress takes a good part of a start, so it waits for the first
   * picture.
   */
  private static final class DressWriter {
    static final ObjectWriter JSON = new ObjectMapper().writerFor(DalleDress.class);
  }
}
