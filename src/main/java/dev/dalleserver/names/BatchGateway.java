package dev.dalleserver.names;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Gateways, with the one among them that stands for the client itself: several questions at once,
 * each for gateways of its own.
 *
 * @see <a href="https://docs.ens.domains/ensip/21">ENSIP-21</a>
 */
final class BatchGateway implements Gateway {
  /** The URL by which a contract leaves a batch to its client. */
  static final String URL = "x-batch-gateway:true";

  private static final byte[] QUERY = Abi.selector("query((address,string[],bytes)[])");
  private static final byte[] ERROR = Abi.selector("Error(string)");

  private static final int MAX_QUESTIONS = 4;
  private static final int MAX_GATEWAYS = 4;
  private static final int MAX_DEPTH = 2;

  private final Gateway each;

  /**
   * @param each asks the gateways of one question
   */
  BatchGateway(Gateway each) {
    this.each = each;
  }

  @Override
  public byte[] fetch(List<String> urls, String sender, byte[] data) throws NameLookupException {
    return fetch(urls, sender, data, 0);
  }

  private byte[] fetch(List<String> urls, String sender, byte[] data, int depth)
      throws NameLookupException {
    if (!urls.contains(URL)) {
      return each.fetch(urls, sender, data);
    }
    if (depth == MAX_DEPTH || !Abi.startsWith(data, QUERY)) {
      throw new NameLookupException("the name asks gateways for what is not understood");
    }
    return answer(new Abi.Reader(Abi.arguments(data)).tuples(0, MAX_QUESTIONS), depth);
  }

  /** Asks one question after another; of those that fail the contract is told so. */
  private byte[] answer(List<Abi.Reader> questions, int depth) throws NameLookupException {
    List<byte[]> responses = new ArrayList<>();
    boolean[] failures = new boolean[questions.size()];
    int failed = 0;
    for (Abi.Reader question : questions) {
      try {
        String sender = Abi.hex(question.address(0));
        responses.add(fetch(question.texts(1, MAX_GATEWAYS), sender, question.bytes(2), depth + 1));
      } catch (NameLookupException e) {
        failures[responses.size()] = true;
        if (++failed == questions.size()) {
          // The contract could only say the same in other words.
          throw e;
        }
        String reason = String.valueOf(e.getMessage());
        responses.add(Abi.call(ERROR, reason.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return Abi.flagsAndBytes(failures, responses);
  }
}
