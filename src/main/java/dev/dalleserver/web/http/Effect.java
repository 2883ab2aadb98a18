package dev.dalleserver.web.http;

/** The effect that an operation of a route may have on the server's state. */
public enum Effect {
  /** It only reads, for every request. */
  READS,

  /** It reads, unless {@link ChangeParameters} ask it to start or remove something. */
  BY_PARAMETERS,

  /** It starts, changes or removes something. An operation that declares no effect has this one. */
  CHANGES
}
