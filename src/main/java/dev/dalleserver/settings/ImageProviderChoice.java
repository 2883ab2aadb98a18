package dev.dalleserver.settings;

/** The choice of the image provider: the values that {@code --image-provider} accepts. */
public enum ImageProviderChoice {
  /** The remote provider when there is a key, else the built-in painter. */
  AUTO,
  /** The remote provider, or any server that speaks its protocol. */
  OPENAI,
  /** The built-in painter, even when there is a key. */
  OFFLINE
}
