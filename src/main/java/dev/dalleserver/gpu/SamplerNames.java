package dev.dalleserver.gpu;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The samplers that a server offers. Each program spells them in its own way: {@code euler_a},
 * {@code Euler a}, {@code k_euler_a} and {@code euler_ancestral} are one.
 */
public final class SamplerNames {
  private final Map<String, String> names = new LinkedHashMap<>();

  /**
   * Adds a spelling.
   *
   * @param spelling the name, or an alias
   * @param name how the server wants it
   */
  public void add(String spelling, String name) {
    names.putIfAbsent(canonical(spelling), name);
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns the sampler that was added first. */
  public Optional<String> first() {
    return names.values().stream().findFirst();
  }

  /** Returns the server's name for a sampler; empty when it has none of that name. */
  public Optional<String> find(String wanted) {
    return Optional.ofNullable(names.get(canonical(wanted)));
  }

  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceFirst("^k_", "")
        .replace("++", "pp")
        .replace("ancestral", "a")
        .replaceAll("[^a-z0-9]", "");
  }
}
