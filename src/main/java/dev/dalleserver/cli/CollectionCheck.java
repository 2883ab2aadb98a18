package dev.dalleserver.cli;

import dev.dalleserver.collections.CollectionFormat;
import dev.dalleserver.doctor.FileValidators;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.util.Optional;

/** Checks the files of collections for {@code doctor}, as a server reads them. */
final class CollectionCheck implements FileValidators.CollectionValidator {
  /** Reads a file. */
  @FunctionalInterface
  private interface Reading {
    void read() throws IOException;
  }

  @Override
  public Optional<String> listOf(String fileName) {
    return CollectionFormat.owner(fileName).map(CollectionFormat::listName);
  }

  @Override
  public Optional<String> listFault(String fileName, byte[] list) {
    return fault("it is not a list of addresses: ", () -> parse(fileName, list));
  }

  @Override
  public Optional<String> stateFault(String listName, byte[] list, byte[] state) {
    return fault(
        "it is not the state of its list: ",
        () -> CollectionFormat.parseState(state, parse(listName, list).addresses().size()));
  }

  private static CollectionFormat.Listed parse(String fileName, byte[] list) throws IOException {
    return CollectionFormat.parseList(CollectionFormat.owner(fileName).orElseThrow(), list);
  }

  private static Optional<String> fault(String what, Reading reading) {
    try {
      reading.read();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(what + PlainReason.of(e));
    }
  }
}
