package dev.dalleserver.dress;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import dev.dalleserver.pricing.Expenses;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form in which a {@link DalleDress} is written: exactly these members in this order,
 * always all of them, and {@code usage} where anything was paid for. {@link DressReader} reads this
 * form and others.
 */
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
    String imageUrl,
    String generatedPath,
    String annotatedPath,
    String downloadMode,
    String ipfsHash,
    boolean cacheHit,
    boolean completed,
    String series,
    int colorLimit,
    String provider,
    String model,
    String providerRequestId,
    int width,
    int height,
    String color,
    long createdAt,
    Map<String, Long> phaseMillis,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Expenses usage) {

  static DressJson of(Dress words, PictureFacts picture, RunFacts run, Expenses usage) {
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
        run.phaseMillis(),
        usage.isEmpty() ? null : usage);
  }
}
