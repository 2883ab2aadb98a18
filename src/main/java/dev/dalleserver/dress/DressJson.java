package dev.dalleserver.dress;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a {@link DalleDress}: exactly these members in this order, always all of them.
 * Members that a later version adds are ignored; a file of an earlier version lacks those that may
 * be null here, and a damaged file may lack any.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DressJson(
    String original,
    String originalName,
    String fileName,
    long fileSize,
    long modifiedAt,
    String seed,
    String prompt,
    String dataPrompt,
    String titlePrompt,
    String tersePrompt,
    String enhancedPrompt,
    List<Attribute> attributes,
    List<String> seedChunks,
    List<String> selectedTokens,
    List<String> selectedRecords,
    @Nullable String imageUrl,
    String generatedPath,
    String annotatedPath,
    @Nullable String downloadMode,
    @Nullable String ipfsHash,
    boolean cacheHit,
    boolean completed,
    String series,
    int colorLimit,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String providerRequestId,
    int width,
    int height,
    @Nullable String color,
    long createdAt,
    @Nullable Map<String, Long> phaseMillis) {

  static DressJson of(Dress words, PictureFacts picture, RunFacts run) {
    Prompts prompts = words.prompts();
    DrawnWords drawn = words.drawn();
    Origin origin = picture.origin();
    AnnotatedFile annotated = picture.annotated();
    return new DressJson(
        words.original(),
        words.originalName(),
        picture.fileName(),
        annotated.size(),
        annotated.modifiedAt(),
        words.seed(),
        prompts.base(),
        prompts.data(),
        prompts.title(),
        prompts.terse(),
        prompts.enhanced(),
        drawn.attributes(),
        drawn.seedChunks(),
        drawn.tokens(),
        drawn.records(),
        origin.imageUrl(),
        picture.generatedPath(),
        annotated.path(),
        origin.mode(),
        picture.ipfsHash(),
        run.cacheHit(),
        run.completed(),
        words.series(),
        words.colorLimit(),
        origin.provider(),
        origin.model(),
        origin.providerRequestId(),
        annotated.width(),
        annotated.height(),
        annotated.color(),
        origin.createdAt(),
        run.phaseMillis());
  }

  Dress words() {
    return new Dress(
        original,
        originalName,
        seed,
        series,
        colorLimit,
        new Prompts(prompt, dataPrompt, titlePrompt, tersePrompt, enhancedPrompt),
        new DrawnWords(attributes, seedChunks, selectedTokens, selectedRecords));
  }

  PictureFacts picture() {
    Origin origin =
        new Origin(
            orEmpty(provider),
            orEmpty(model),
            orEmpty(providerRequestId),
            orEmpty(imageUrl),
            orEmpty(downloadMode),
            createdAt);
    AnnotatedFile annotated =
        new AnnotatedFile(annotatedPath, fileSize, modifiedAt, width, height, orEmpty(color));
    return new PictureFacts(fileName, generatedPath, origin, annotated, orEmpty(ipfsHash));
  }

  RunFacts run() {
    return new RunFacts(cacheHit, completed, phaseMillis == null ? Map.of() : phaseMillis);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
