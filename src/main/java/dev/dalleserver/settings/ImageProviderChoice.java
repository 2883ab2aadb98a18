package dev.dalleserver.settings;

/** Who paints: what {@code --image-provider} accepts. */
public enum ImageProviderChoice {
  /** The remote provider when there is a key, else the built-in painter. */
  AUTO,
  /** The remote provider, or anything that speaks its protocol. */
  OPENAI,
  /** The built-in painter, also when there is a key. */
  OFFLINE
}
