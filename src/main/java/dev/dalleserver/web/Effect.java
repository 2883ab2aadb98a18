package dev.dalleserver.web;

/** What an operation of a route may do to the server's state. */
enum Effect {
  /** It answers what is there, whatever the request says. */
  READS,

  /** It reads, unless {@link ChangeParameters} ask it to start or remove something. */
  SWITCHED,

  /** It starts, changes or removes something. What is not declared otherwise has this effect. */
  CHANGES
}
