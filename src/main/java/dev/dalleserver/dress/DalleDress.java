package dev.dalleserver.dress;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about one picture: the words that were drawn, the texts made from them, and
 * where its files are. Immutable; the JSON form has exactly these members, always all of them.
 *
 * @param original the address, lower case
 * @param originalName the address in its checksummed form
 * @param fileName the annotated picture's file name
 * @param fileSize its size in bytes, 0 while it does not exist
 * @param modifiedAt Unix seconds of its last change, 0 while it does not exist
 * @param seed 64 hex digits
 * @param prompt the base prompt
 * @param dataPrompt the attributes, one a line
 * @param titlePrompt a title of a few words
 * @param tersePrompt one sentence
 * @param enhancedPrompt the enhancer's answer, or empty
 * @param attributes all sixteen, in order
 * @param seedChunks the fifteen pieces of the seed
 * @param selectedTokens the attributes' names
 * @param selectedRecords the attributes' records
 * @param imageUrl the URL of the picture at the provider, or empty
 * @param generatedPath the picture as the provider sent it, relative to the data directory
 * @param annotatedPath the picture with its caption, relative to the data directory
 * @param downloadMode how the picture was received: {@code b64_json}, {@code url}, {@code offline}
 * @param ipfsHash kept for readers of the original's files; always empty
 * @param cacheHit whether the picture was stored before the request
 * @param completed whether the annotated picture exists
 * @param colorLimit the maximum number of colours that the series asks for, 0 for any
 * @param provider the provider of the picture, or empty
 * @param model the model of the provider, or empty
 * @param providerRequestId the provider's id of the call, or empty
 * @param width of the annotated picture in pixels, 0 while it does not exist
 * @param height of the annotated picture in pixels, 0 while it does not exist
 * @param color its dominant colour as {@code #rrggbb}, or empty
 * @param createdAt Unix seconds of when the provider generated the picture, 0 while it does not
 *     exist
 * @param phaseMillis the durations of the phases of the run that made the picture, in milliseconds
 *     by name and in order, without skipped phases; empty while the run has not ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DalleDress(
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
    Map<String, Long> phaseMillis) {

  /** Facts from the provider; the time is in Unix seconds. */
  public record Origin(
      String provider,
      String model,
      String providerRequestId,
      String imageUrl,
      String mode,
      long createdAt) {}

  /** Facts about the annotated file. */
  public record AnnotatedFile(
      String path, long size, long modifiedAt, int width, int height, String color) {
    private static final AnnotatedFile NONE = new AnnotatedFile("", 0, 0, 0, 0, "");
  }

  public DalleDress {
    attributes = List.copyOf(attributes);
    seedChunks = List.copyOf(seedChunks);
    selectedTokens = List.copyOf(selectedTokens);
    selectedRecords = List.copyOf(selectedRecords);
    imageUrl = orEmpty(imageUrl);
    downloadMode = orEmpty(downloadMode);
    ipfsHash = orEmpty(ipfsHash);
    provider = orEmpty(provider);
    model = orEmpty(model);
    providerRequestId = orEmpty(providerRequestId);
    color = orEmpty(color);
    phaseMillis =
        phaseMillis == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(phaseMillis));
  }

  /** Replaces null, since files of other versions may lack a member. */
  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * Returns false for a dress read from a file that lacks a required member, or whose attributes
   * are in another order. Records read from JSON may hold nulls where a member was missing.
   */
  public boolean hasValidMembers() {
    Stream<String> texts =
        Stream.of(
            original,
            originalName,
            fileName,
            prompt,
            dataPrompt,
            titlePrompt,
            tersePrompt,
            enhancedPrompt,
            generatedPath,
            annotatedPath,
            series);
    return texts.allMatch(Objects::nonNull)
        && seed != null
        && seed.length() == Seed.LENGTH
        && attributes.stream().map(Attribute::name).toList().equals(AttributeName.KEYS)
        && attributes.stream().allMatch(Attribute::hasAllTexts);
  }

  /** Returns the attribute of that name; every dress has all of them. */
  public Attribute attribute(AttributeName name) {
    return attributes.get(name.ordinal());
  }

  /** Returns the prompt for the provider: the enhanced one if there is one. */
  public String bestPrompt() {
    return enhancedPrompt.isBlank() ? prompt : enhancedPrompt;
  }

  /** Returns the number from which a painter derives what the words leave open, 0 to 2^53 - 1. */
  public long pictureSeed() {
    return new Seed(seed).toNumber();
  }

  /** Returns this dress with the enhancer's answer. */
  public DalleDress withEnhancedPrompt(String text) {
    Draft draft = new Draft(this);
    draft.enhancedPrompt = text;
    return draft.finish();
  }

  /** Returns this dress with the facts about its generated picture. */
  public DalleDress withPicture(String path, Origin from) {
    Draft draft = new Draft(this);
    draft.generatedPath = path;
    draft.origin = from;
    return draft.finish();
  }

  /** Returns this dress, completed: its annotated picture exists. */
  public DalleDress withAnnotated(AnnotatedFile file) {
    Draft draft = new Draft(this);
    draft.annotated = file;
    draft.completed = true;
    return draft.finish();
  }

  /** Returns this dress with the durations of the run that made it. */
  public DalleDress withPhaseMillis(Map<String, Long> millis) {
    Draft draft = new Draft(this);
    draft.phaseMillis = millis;
    return draft.finish();
  }

  /** Returns this dress for the answer to a client whose picture was already stored. */
  public DalleDress asCacheHit() {
    Draft draft = new Draft(this);
    draft.cacheHit = true;
    return draft.finish();
  }

  /** Returns this dress as it was before its annotated picture existed. */
  public DalleDress unfinished() {
    Draft draft = new Draft(this);
    draft.annotated = AnnotatedFile.NONE;
    // They would be written into the picture, which must not differ from run to run.
    draft.phaseMillis = Map.of();
    draft.completed = false;
    draft.cacheHit = false;
    return draft.finish();
  }

  private Origin origin() {
    return new Origin(provider, model, providerRequestId, imageUrl, downloadMode, createdAt);
  }

  private AnnotatedFile annotatedFile() {
    return new AnnotatedFile(annotatedPath, fileSize, modifiedAt, width, height, color);
  }

  /** The members that change during a run; the other members are copied from the original dress. */
  private static final class Draft {
    private final DalleDress from;
    private String enhancedPrompt;
    private String generatedPath;
    private Origin origin;
    private AnnotatedFile annotated;
    private boolean cacheHit;
    private boolean completed;
    private Map<String, Long> phaseMillis;

    Draft(DalleDress from) {
      this.from = from;
      enhancedPrompt = from.enhancedPrompt;
      generatedPath = from.generatedPath;
      origin = from.origin();
      annotated = from.annotatedFile();
      cacheHit = from.cacheHit;
      completed = from.completed;
      phaseMillis = from.phaseMillis;
    }

    DalleDress finish() {
      return new DalleDress(
          from.original,
          from.originalName,
          from.fileName,
          annotated.size(),
          annotated.modifiedAt(),
          from.seed,
          from.prompt,
          from.dataPrompt,
          from.titlePrompt,
          from.tersePrompt,
          enhancedPrompt,
          from.attributes,
          from.seedChunks,
          from.selectedTokens,
          from.selectedRecords,
          origin.imageUrl(),
          generatedPath,
          annotated.path(),
          origin.mode(),
          from.ipfsHash,
          cacheHit,
          completed,
          from.series,
          from.colorLimit,
          origin.provider(),
          origin.model(),
          origin.providerRequestId(),
          annotated.width(),
          annotated.height(),
          annotated.color(),
          origin.createdAt(),
          phaseMillis);
    }
  }
}
