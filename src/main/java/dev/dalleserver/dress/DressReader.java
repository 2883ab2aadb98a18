package dev.dalleserver.dress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.StoredJson;
import dev.dalleserver.pricing.Expenses;
import dev.dalleserver.series.ColorLimit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a stored dress in any form: this server's, and those of all releases of the original. What
 * the file holds is kept as it is; what it lacks is taken from the text files beside it; and only
 * what these lack is computed.
 */
public final class DressReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The members that tell of the picture's files and of its run, and not of its words. */
  private static final Set<String> FACTS =
      Set.of(
          "fileSize",
          "modifiedAt",
          "imageUrl",
          "generatedPath",
          "annotatedPath",
          "downloadMode",
          "cacheHit",
          "completed",
          "provider",
          "model",
          "providerRequestId",
          "width",
          "height",
          "color",
          "createdAt",
          "phaseMillis");

  /** A fact that only pictures have that were paid for. */
  private static final String USAGE = "usage";

  private static final String ENHANCED = "enhancedPrompt";

  private static final List<String> WORDS =
      List.of("prompt", "dataPrompt", "titlePrompt", "tersePrompt", "attributes");

  /** In any mixture of cases: the original's callers may have spelled the address so. */
  private static final Pattern SEED = Pattern.compile("[0-9a-fA-F]{" + Seed.LENGTH + "}");

  private static final TextFiles NONE = kind -> Optional.empty();

  private final StoredMembers stored;

  /**
   * Creates a reader of a stored dress.
   *
   * @param json anything but an object counts as an object without members
   */
  DressReader(JsonNode json) {
    this.stored = new StoredMembers(json.isObject() ? json : JsonNodeFactory.instance.objectNode());
  }

  /** Creates a reader where no dress is stored. */
  public static DressReader ofNothing() {
    return new DressReader(JsonNodeFactory.instance.objectNode());
  }

  /** Creates a reader of a file; empty when it is not a JSON object, or one without any word. */
  public static Optional<DressReader> parse(byte[] file) {
    try {
      DressReader reader = new DressReader(StoredJson.read(file));
      return reader.holds(ENHANCED) || WORDS.stream().anyMatch(reader::holds)
          ? Optional.of(reader)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns true when the dress lacks none of the words that every run stores. */
  public boolean hasAllWords() {
    return WORDS.stream().allMatch(this::holds);
  }

  /** Returns true for a dress that this server has written: it has all members for facts. */
  public boolean isOfThisServer() {
    return FACTS.stream().allMatch(stored.json()::has);
  }

  /**
   * Returns the stored members as they are, with the facts of a picture, and with the words that
   * they lack.
   */
  public ObjectNode withFacts(DalleDress dress) {
    ObjectNode merged = stored.json().deepCopy();
    ObjectNode written = JSON.valueToTree(dress);
    written
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              if (FACTS.contains(name) || name.equals(USAGE) || !holds(name)) {
                merged.set(name, member.getValue());
              }
            });
    return merged;
  }

  private boolean holds(String member) {
    JsonNode value = stored.json().path(member);
    return value.isContainerNode() ? !value.isEmpty() : !stored.text(member).isBlank();
  }

  /**
   * Returns the dress.
   *
   * @param plan the words as they would be drawn today, for what no file has
   * @param files the texts beside the dress, read only where the dress lacks them
   */
  public DalleDress read(DalleDress plan, TextFiles files) throws IOException {
    Dress computed = plan.words();
    DrawnWords drawn = drawn(computed);
    ColorLimit colorLimit =
        stored.json().hasNonNull("colorLimit")
            ? ColorLimit.of(stored.json().get("colorLimit"))
            : computed.colorLimit();
    // Nearly every dress has all words; writing prompts takes longer than reading them.
    Prompts fallback =
        hasAllWords() || drawn.attributes().equals(computed.drawn().attributes())
            ? computed.prompts()
            : prompts(new PromptWriter(drawn.attributes(), colorLimit.number()));
    Prompts prompts =
        new Prompts(
            text("prompt", files, ArtifactKind.PROMPT, fallback.base()),
            text("dataPrompt", files, ArtifactKind.DATA, fallback.data()),
            text("titlePrompt", files, ArtifactKind.TITLE, fallback.title()),
            text("tersePrompt", files, ArtifactKind.TERSE, fallback.terse()),
            text(ENHANCED, files, ArtifactKind.ENHANCED, ""));
    Dress words =
        new Dress(
            orElse(computed.original(), "original"),
            originalName(computed),
            seed(computed),
            orElse(computed.series(), "series"),
            colorLimit,
            prompts,
            drawn);
    return new DalleDress(words, picture(plan.picture(), words.original()), run(), usage());
  }

  /** Returns the dress with nothing beside it. */
  DalleDress read(DalleDress plan) {
    try {
      return read(plan, NONE);
    } catch (IOException e) {
      throw new IllegalStateException("no file is read", e);
    }
  }

  private static Prompts prompts(PromptWriter writer) {
    return new Prompts(writer.prompt(), writer.data(), writer.title(), writer.terse(), "");
  }

  private String text(String member, TextFiles files, ArtifactKind kind, String fallback)
      throws IOException {
    String text = stored.text(member);
    return text.isBlank()
        ? files.read(kind).filter(found -> !found.isBlank()).orElse(fallback)
        : text;
  }

  private DrawnWords drawn(Dress computed) {
    List<Attribute> read = StoredAttributes.read(stored.json().path("attributes"));
    if (read.isEmpty()) {
      return computed.drawn();
    }
    List<String> chunks = stored.texts("seedChunks");
    List<String> tokens = stored.texts("selectedTokens");
    List<String> records = stored.texts("selectedRecords");
    DrawnWords derived =
        DrawnWords.of(
            read, read.stream().map(Attribute::bytes).filter(bytes -> !bytes.isEmpty()).toList());
    return new DrawnWords(
        read,
        chunks.isEmpty() ? derived.seedChunks() : chunks,
        tokens.isEmpty() ? derived.tokens() : tokens,
        records.isEmpty() ? derived.records() : records);
  }

  /** Returns the computed identity, which the place of the file tells, or the stored one. */
  private String orElse(String known, String member) {
    return known.isEmpty() ? stored.text(member) : known;
  }

  private String originalName(Dress computed) {
    String name = stored.text("originalName");
    return name.isBlank() ? computed.originalName() : name;
  }

  private String seed(Dress computed) {
    String seed = stored.text("seed");
    return SEED.matcher(seed).matches() ? seed : computed.seed();
  }

  /** Keeps what a file says of the picture, but no path of another machine. */
  private PictureFacts picture(PictureFacts plan, String address) {
    Origin origin =
        new Origin(
            stored.text("provider"),
            stored.text("model"),
            stored.text("providerRequestId"),
            stored.text("imageUrl"),
            stored.text("downloadMode"),
            Math.max(0, stored.number("createdAt")));
    AnnotatedFile annotated =
        new AnnotatedFile(
            relative("annotatedPath"),
            Math.max(0, stored.number("fileSize")),
            Math.max(0, stored.number("modifiedAt")),
            (int) Math.max(0, stored.number("width")),
            (int) Math.max(0, stored.number("height")),
            stored.text("color"));
    String fileName = plan.fileName().isEmpty() ? address : plan.fileName();
    return new PictureFacts(
        fileName, relative("generatedPath"), origin, annotated, stored.text("ipfsHash"));
  }

  private String relative(String member) {
    String path = stored.text(member);
    return path.startsWith("output/") ? path : "";
  }

  private Expenses usage() {
    return Expenses.parse(stored.json().path(USAGE));
  }

  private RunFacts run() {
    Map<String, Long> millis = new LinkedHashMap<>();
    StoredMembers times = new StoredMembers(stored.json().path("phaseMillis"));
    times
        .json()
        .fieldNames()
        .forEachRemaining(name -> millis.put(name, Math.max(0, times.number(name))));
    return new RunFacts(stored.flag("cacheHit"), stored.flag("completed"), millis);
  }
}
