package dev.dalleserver.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which OpenAI clients may ask for the one image model: its own; those of OpenAI's
 * image models, which programs have built in; and any other, which is listed once a client has used
 * it. Thread-safe.
 */
final class OpenAiModels {
  private static final List<String> KNOWN =
      List.of(
          "gpt-image-1",
          "gpt-image-1-mini",
          "gpt-image-1.5",
          "chatgpt-image-latest",
          "dall-e-3",
          "dall-e-2");

  /** Names that clients have used beyond these are forgotten, the one used longest ago first. */
  private static final int MAX_USED = 100;

  private final Set<String> offered = new LinkedHashSet<>();

  /** Ordered by their last use; guarded by this. */
  private final Map<String, Boolean> used =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_USED;
        }
      };

  /**
   * @param own the model's own name; empty when this server makes no pictures
   */
  OpenAiModels(Optional<String> own) {
    own.ifPresent(offered::add);
    if (own.isPresent()) {
      offered.addAll(KNOWN);
    }
  }

  /** Records that a client has used a name, and got pictures by it. */
  synchronized void recordUse(String name) {
    if (!offered.contains(name)) {
      used.put(name, true);
    }
  }

  synchronized boolean contains(String name) {
    return offered.contains(name) || used.containsKey(name);
  }

  /** Returns all names, the model's own first. */
  synchronized List<String> list() {
    List<String> all = new ArrayList<>(offered);
    all.addAll(used.keySet());
    return all;
  }
}
