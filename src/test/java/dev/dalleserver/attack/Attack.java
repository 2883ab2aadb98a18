package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.ProcessFigures;
import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;

/**
 * What an attack does to a server, measured: its memory before, at the top and after, how soon it
 * answers liveness probes, and how often it calls its provider. Each becomes a row of a table, on
 * standard output and in {@code target/attack.md}.
 */
final class Attack implements AutoCloseable {
  private static final Path TABLE = Path.of("target", "attack.md");
  private static final String HEAD =
      """
      | row | attack | memory before, top, after (MB) | first liveness answer, slowest (ms) | calls to the provider | result |
      |---|---|---|---|---|---|
      """;

  /** As the contract has it, for every case. */
  private static final Duration ALIVE_WITHIN = Duration.ofSeconds(1);

  private static final long LOOK_MILLIS = 50;
  private static final Tool JCMD = new Tool("jcmd");

  private final AttackedServer server;
  private final String row;
  private final String what;
  private final ProcessFigures before;
  private final Liveness liveness;
  private final AtomicLong top = new AtomicLong();
  private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
  private final int callsBefore;
  private Duration first = Duration.ZERO;

  private Attack(AttackedServer server, String row, String what) {
    this.server = server;
    this.row = row;
    this.what = what;
    this.before = figures();
    this.callsBefore = server.providerCalls();
    this.liveness = new Liveness(server.port());
    looking.scheduleAtFixedRate(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins to measure; everything from now on counts as an effect of the attack. */
  static Attack on(AttackedServer server, String row, String what) {
    return new Attack(server, row, what);
  }

  /** Skips the test, and says so, where there is no {@code /proc} to measure with. */
  static void need() {
    if (!ProcessFigures.areKnown()) {
      System.out.println("SKIPPED: attacks are measured in /proc, which is not here");
      Assumptions.abort("no /proc");
    }
  }

  /** Called at the top of the attack: the server must answer liveness probes for a while. */
  void isAtItsTop(Duration goesOn) throws InterruptedException {
    Duration answer = liveness.firstAnswer();
    first = answer.compareTo(first) > 0 ? answer : first;
    Thread.sleep(goesOn.toMillis());
  }

  /** The longest time that a liveness probe took so far. */
  Duration slowest() {
    return liveness.slowest();
  }

  /** The most memory so far, in megabytes. */
  long topMegabytes() {
    return top.get();
  }

  /** Memory before it began, in megabytes. */
  long megabytesBefore() {
    return before.residentMegabytes();
  }

  /**
   * Called when the attackers have gone. Prints the row in any case, and asserts what must always
   * hold.
   *
   * @param result the result, for the table
   */
  void isOver(String result) throws IOException, InterruptedException {
    look();
    looking.shutdownNow();
    boolean lives = server.process().isAlive();
    Duration afterwards = liveness.firstAnswer();
    long after = lives ? settled() : 0;
    liveness.close();
    print(after, lives ? result : "THE SERVER ENDED");
    assertThat(lives).as("it lives: %s", lastLines()).isTrue();
    assertThat(server.process().log()).doesNotContain("OutOfMemoryError");
    assertThat(afterwards).as("alive afterwards").isLessThan(ALIVE_WITHIN);
    assertThat(first).as("the first liveness answer at the top").isLessThan(ALIVE_WITHIN);
    assertThat(liveness.slowest()).as("the slowest liveness answer").isLessThan(ALIVE_WITHIN);
  }

  /** Prints a row of an attack that is meant to end the server, or needs no liveness. */
  void isOverWithoutServer(String result) throws IOException {
    looking.shutdownNow();
    liveness.close();
    print(0, result);
  }

  private void print(long after, String result) throws IOException {
    String memory = "%d, %d, %d".formatted(before.residentMegabytes(), top.get(), after);
    String alive = first.toMillis() + ", " + liveness.slowest().toMillis();
    print(row, what, memory, alive, "" + (server.providerCalls() - callsBefore), result);
  }

  /** A row of an attack at which memory and liveness are not what matters. */
  static void print(String row, String what, String result) throws IOException {
    print(row, what, "", "", "", result);
  }

  private static void print(String... cells) throws IOException {
    String line = "| " + String.join(" | ", cells) + " |\n";
    boolean begins = !Files.exists(TABLE);
    Files.createDirectories(TABLE.getParent());
    String text = (begins ? HEAD : "") + line;
    Files.writeString(TABLE, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print(HEAD + line);
  }

  /** Memory after a collection, where the machine has a tool that asks for one. */
  private long settled() throws InterruptedException {
    if (JCMD.isThere()) {
      JCMD.run("", Long.toString(server.process().pid()), "GC.run");
    }
    Thread.sleep(LOOK_MILLIS);
    return figures().residentMegabytes();
  }

  private ProcessFigures figures() {
    return ProcessFigures.of(server.process().pid());
  }

  private void look() {
    if (server.process().isAlive()) {
      top.accumulateAndGet(figures().residentMegabytes(), Math::max);
    }
  }

  private String lastLines() {
    String log = server.process().log();
    return log.substring(Math.max(0, log.length() - 2000));
  }

  @Override
  public void close() {
    looking.shutdownNow();
    liveness.close();
  }
}
