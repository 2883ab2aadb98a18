package dev.dalleserver.names;

/** The port to a node of Ethereum. */
@FunctionalInterface
interface EthereumNode {
  /** What a call of a contract gave: its result, or the data with which it was reverted. */
  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  record Outcome(boolean reverted, byte[] data) {}

  /**
   * Calls a contract without changing anything.
   *
   * @param to the contract's address
   * @throws NameLookupException when the node gives no answer that can be understood
   */
  Outcome call(String to, byte[] data) throws NameLookupException;
}
