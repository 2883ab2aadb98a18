package dev.dalleserver.dress;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.Expenses;
import java.util.Map;

/**
 * Everything known about one picture: the words that were drawn and the texts made from them, its
 * files, the run that made it, and what was paid for it. Immutable; its JSON form is flat, see
 * {@link DressJson}.
 */
public record DalleDress(Dress words, PictureFacts picture, RunFacts run, Expenses usage) {
  /** Returns what is known about a picture of these words that does not exist yet. */
  static DalleDress unpainted(Dress words) {
    return new DalleDress(words, PictureFacts.none(words.original()), RunFacts.NONE, Expenses.NONE);
  }

  /** Reads a stored form with nothing beside it; see {@link DressReader}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static DalleDress of(JsonNode json) {
    return new DressReader(json).read(unpainted(Dress.EMPTY));
  }

  @JsonValue
  DressJson toJson() {
    return DressJson.of(words, picture, run, usage);
  }

  /**
   * Returns what is known of a picture whose series does not exist any more, before its files are
   * read: no words.
   */
  public static DalleDress withoutWords(PictureKey key) {
    return unpainted(
        new Dress(
            key.addressText(),
            key.address().checksummed(),
            Seed.of(key.address()).value(),
            key.seriesText(),
            Dress.EMPTY.colorLimit(),
            Dress.EMPTY.prompts(),
            Dress.EMPTY.drawn()));
  }

  /** Returns this dress with the enhancer's answer. */
  public DalleDress withEnhancedPrompt(String text) {
    return new DalleDress(words.withEnhancedPrompt(text), picture, run, usage);
  }

  /** Returns this dress with the facts about its generated picture. */
  public DalleDress withPicture(String path, Origin from) {
    return new DalleDress(words, picture.withGenerated(path, from), run, usage);
  }

  /** Returns this dress, completed: its annotated picture exists. */
  public DalleDress withAnnotated(AnnotatedFile file) {
    return withAnnotated(file, picture.ipfsHash());
  }

  /**
   * The same for a file that has just been made.
   *
   * @param ipfsHash its content identifier
   */
  public DalleDress withAnnotated(AnnotatedFile file, String ipfsHash) {
    return new DalleDress(words, picture.withAnnotated(file, ipfsHash), run.asCompleted(), usage);
  }

  /** Returns this dress with the durations of the run that made it. */
  public DalleDress withPhaseMillis(Map<String, Long> millis) {
    return new DalleDress(words, picture, run.withPhaseMillis(millis), usage);
  }

  /** Returns this dress for the answer to a client whose picture was already stored. */
  public DalleDress asCacheHit() {
    return new DalleDress(words, picture, run.asCacheHit(), usage);
  }

  /** Returns this dress with one more expense for its picture. */
  public DalleDress withExpense(Expense expense) {
    return new DalleDress(words, picture, run, usage.plus(expense));
  }

  /** Returns this dress for the picture's own file, which others get: without what was paid. */
  public DalleDress withoutUsage() {
    return new DalleDress(words, picture, run, Expenses.NONE);
  }

  /**
   * Returns this dress as it was before its annotated picture existed. The durations of its run
   * would be written into the picture, which must not differ from run to run.
   */
  public DalleDress unfinished() {
    return new DalleDress(
        words, picture.withAnnotated(AnnotatedFile.NONE, ""), RunFacts.NONE, usage);
  }
}
