package dev.dalleserver.names;

import java.util.List;

/** The port to servers that answer for contracts (EIP-3668). */
@FunctionalInterface
interface Gateway {
  /**
   * Asks the first of some gateways that answers.
   *
   * @param urls templates, chosen by a contract, so by a stranger
   * @param sender the contract that wants to know
   * @throws NameLookupException when none answers, or none may be asked
   */
  byte[] fetch(List<String> urls, String sender, byte[] data) throws NameLookupException;
}
