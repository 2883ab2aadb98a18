package dev.dalleserver.commands;

/** A command cannot do what it was asked for; the message is one line for people. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message, null, false, false);
  }
}
