package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the words of the databases in a free prompt. A record is taken when the prompt contains its
 * word; where that is so for none of a database, one of those with a column in the prompt, such as
 * "bird" or "close-up"; what the prompt leaves open the seed decides.
 */
final class PromptReader {
  private static final int ATTEMPTS = 20;

  private final Vocabulary vocabulary;

  PromptReader(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The contents of a negative prompt.
   *
   * @param text the whole negative prompt
   * @param phrases its parts between commas
   */
  private record Unwanted(String text, List<String> phrases) {
    static Unwanted in(String negativePrompt) {
      List<String> phrases =
          Arrays.stream(negativePrompt.split(","))
              .map(PromptText::normal)
              .filter(phrase -> !phrase.isBlank())
              .toList();
      return new Unwanted(PromptText.normal(negativePrompt), phrases);
    }

    /** "Fox" rules out the arctic fox, and "no fox or ant" rules out the ant. */
    boolean rulesOut(String record) {
      String word = PromptText.normal(word(record));
      return text.contains(word) || phrases.stream().anyMatch(word::contains);
    }
  }

  /** A record whose word the prompt contains, and where. */
  private record Hit(int at, String word, String record) {
    boolean within(Hit other) {
      return other.word.length() > word.length() && other.word.contains(word);
    }
  }

  /**
   * The scene that a prompt describes.
   *
   * @param size the exact size wanted
   */
  Scene read(PaintRequest request, ImageSize size) {
    PromptText wanted = PromptText.of(request.prompt());
    Unwanted unwanted = Unwanted.in(request.tuning().negativePrompt());
    SeededRandom random = new SeededRandom(request.seed() ^ SeededRandom.hash(wanted.words()));
    Map<String, List<String>> found = new TreeMap<>();
    Map<AttributeName, String> values = new EnumMap<>(AttributeName.class);
    for (AttributeName name : AttributeName.values()) {
      // Three colours share a database, and two art styles: each takes the next word found.
      List<String> left =
          found.computeIfAbsent(name.database(), database -> search(database, wanted, unwanted));
      values.put(name, left.isEmpty() ? choose(name, wanted, unwanted, random) : left.remove(0));
    }
    return SceneFactory.create(values, random.nextLong(), size);
  }

  /** Finds the records whose word the prompt contains, in the prompt's order. */
  private List<String> search(String database, PromptText wanted, Unwanted unwanted) {
    List<Hit> hits = new ArrayList<>();
    for (String record : vocabulary.records(database)) {
      String word = PromptText.normal(word(record));
      int at = wanted.find(word);
      if (at >= 0 && !unwanted.rulesOut(record)) {
        hits.add(new Hit(at, word, record));
      }
    }
    // "Arctic fox" is one thing: the "fox" in it is not a second one.
    hits.removeIf(hit -> hits.stream().anyMatch(hit::within));
    hits.sort(Comparator.comparingInt(Hit::at).thenComparing(Hit::record));
    return new ArrayList<>(hits.stream().map(Hit::record).toList());
  }

  /**
   * Chooses a record where the prompt names none: one with a column in the prompt if there is one,
   * else any.
   */
  private String choose(
      AttributeName name, PromptText wanted, Unwanted unwanted, SeededRandom random) {
    List<String> all = vocabulary.records(name.database());
    List<String> fitting = all.stream().filter(record -> columnIn(record, wanted)).toList();
    for (int attempt = 0; attempt < ATTEMPTS && !all.isEmpty(); attempt++) {
      boolean chosen = !fitting.isEmpty() && attempt < ATTEMPTS / 2;
      String record = random.pick(chosen ? fitting : all);
      if (!unwanted.rulesOut(record)) {
        return record;
      }
    }
    // Without a database a random number is the word: its hash decides.
    return Long.toHexString(random.nextLong());
  }

  private static boolean columnIn(String record, PromptText wanted) {
    String[] columns = record.split(",", -1);
    return Arrays.stream(columns, 1, columns.length).anyMatch(wanted::has);
  }

  private static String word(String record) {
    int comma = record.indexOf(',');
    return comma < 0 ? record : record.substring(0, comma);
  }
}
