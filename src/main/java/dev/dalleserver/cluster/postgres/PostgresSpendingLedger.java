package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.PaymentIntent;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger that all processes of a cluster share. The row of the day is locked while something is
 * taken from it, so that together they take exactly what there is. A worker whose lease is over
 * takes nothing.
 *
 * <p>The day is that of the database's clock, but never before one that was begun: setting the
 * clock back renews nothing.
 */
public final class PostgresSpendingLedger implements SpendingLedger {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSpendingLedger.class);

  private static final Sql LATEST =
      new Sql(
          "spending_latest",
          "SELECT day, images, money FROM spending_day ORDER BY day DESC LIMIT 1");
  private static final Sql OPEN_DAY =
      new Sql("spending_open", "INSERT INTO spending_day (day) VALUES (?) ON CONFLICT DO NOTHING");
  private static final Sql LOCK =
      new Sql(
          "spending_lock", "SELECT day, images, money FROM spending_day WHERE day = ? FOR UPDATE");
  private static final Sql CHANGE =
      new Sql(
          "spending_change",
          "UPDATE spending_day SET images = greatest(0, images + ?), money = greatest(0, money + ?)"
              + " WHERE day = ?");
  private static final Sql INTEND =
      new Sql(
          "spending_intend",
          "INSERT INTO spending_intent (subject, process, day, images, estimate) VALUES (?, ?, ?,"
              + " ?, ?) RETURNING id");

  /** Whether its process is dead or only slow: the fence of the job lets no two begin at once. */
  private static final Sql ABANDONED =
      new Sql("spending_abandoned", "DELETE FROM spending_intent WHERE subject = ?");

  /** Those of dead processes that nothing has replaced for a day; they stay counted. */
  private static final Sql FORGET =
      new Sql(
          "spending_forget",
          "DELETE FROM spending_intent WHERE begun_at < clock_timestamp() - interval '1 day' AND"
              + " NOT EXISTS (SELECT 1 FROM node WHERE node.id = process AND node.seen_at >"
              + " clock_timestamp() - ? * interval '1 microsecond')");

  private static final Sql COUNT_TWICE =
      new Sql(
          "spending_count_twice",
          "INSERT INTO spending_total (name, count) VALUES ('possibly_billed_twice', ?) ON CONFLICT"
              + " (name) DO UPDATE SET count = spending_total.count + excluded.count");
  private static final Sql TWICE =
      new Sql(
          "spending_twice",
          "SELECT count FROM spending_total WHERE name = 'possibly_billed_twice'");
  private static final Sql END =
      new Sql("spending_end", "DELETE FROM spending_intent WHERE id = ?");

  private static final long NANOS_PER_MICRO = 1000;

  private final Database database;
  private final String process;
  private final Duration silence;
  private final Today today;
  private final Clock clock;
  private final int limit;
  private final Money budget;

  /** What was read last, for the time while the database is away, and what could not be written. */
  private final AtomicReference<Day> last = new AtomicReference<>();

  private final AtomicReference<Day> unwritten = new AtomicReference<>();

  /**
   * What the ledger is opened with.
   *
   * @param limit images a day for all processes; 0 is no limit
   * @param budget money a day for all processes; zero is no budget
   */
  public record Limits(int limit, Money budget) {}

  private record Day(LocalDate day, int images, Money money) {
    static Day empty(LocalDate day) {
      return new Day(day, 0, Money.ZERO);
    }
  }

  /**
   * Creates a ledger; nothing is read yet.
   *
   * @param process the id of this process among the nodes
   * @param silence after which a process that was not seen is dead, with its intents
   * @param clock for how long it is until midnight
   */
  public PostgresSpendingLedger(
      Database database, String process, Duration silence, Clock clock, Limits limits) {
    this(database, process, silence, clock, limits, Today.OF_DATABASE);
  }

  PostgresSpendingLedger(
      Database database,
      String process,
      Duration silence,
      Clock clock,
      Limits limits,
      Today today) {
    this.database = database;
    this.process = process;
    this.silence = silence;
    this.clock = clock;
    this.limit = limits.limit();
    this.budget = limits.budget();
    this.today = today;
    this.last.set(Day.empty(LocalDate.EPOCH));
    this.unwritten.set(Day.empty(LocalDate.EPOCH));
  }

  @Override
  public int limit() {
    return limit;
  }

  @Override
  public int used() {
    return now().images();
  }

  @Override
  public Money budget() {
    return budget;
  }

  @Override
  public Money spent() {
    Day now = now();
    return now.money().plus(unwritten(now.day()));
  }

  @Override
  public Duration untilReset() {
    return Duration.between(
        clock.instant(),
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant());
  }

  /** Returns what calls of that day have cost above their estimates and could not be written. */
  private Money unwritten(LocalDate day) {
    Day known = Objects.requireNonNull(unwritten.get());
    return known.day().equals(day) ? known.money() : Money.ZERO;
  }

  /** Returns what was taken today; what was known last while the database is away. */
  private Day now() {
    try {
      last.set(database.call("spending_read", this::today));
    } catch (DatabaseUnavailableException | DatabaseException e) {
      LOG.debug("spending event=not_read reason=\"{}\"", PlainReason.of(e));
    }
    return Objects.requireNonNull(last.get());
  }

  /** Returns the day that counts, with what was taken from it. */
  private Day today(Session session) throws SQLException {
    LocalDate day = today.read(session);
    return latest(session).filter(it -> !it.day().isBefore(day)).orElse(Day.empty(day));
  }

  private static Optional<Day> latest(Session session) throws SQLException {
    return session.first(LATEST, PostgresSpendingLedger::read);
  }

  private static Day read(ResultSet row) throws SQLException {
    return new Day(
        row.getObject("day", LocalDate.class),
        row.getInt("images"),
        new Money(row.getBigDecimal("money")));
  }

  @Override
  public PaymentIntent begin(String subject, Money estimate) throws JobException, IOException {
    return begin(subject, 1, estimate);
  }

  @Override
  public PaymentIntent beginPrompt(Money estimate) throws JobException, IOException {
    return begin(null, 0, estimate);
  }

  /** What a transaction has done: begun an intent, or why it has not. */
  private record Begun(
      @Nullable Intent intent, @Nullable JobException refusal, boolean leaseIsOver) {}

  private PaymentIntent begin(@Nullable String subject, int images, Money estimate)
      throws JobException, IOException {
    Begun begun;
    try {
      begun =
          database.transaction(
              "spending_begin", session -> take(session, subject, images, estimate));
    } catch (DatabaseException e) {
      throw new IOException("the budget could not be read and written: " + PlainReason.of(e), e);
    }
    if (begun.leaseIsOver()) {
      throw new LeaseLostException();
    }
    if (begun.refusal() != null) {
      throw begun.refusal();
    }
    return Objects.requireNonNull(begun.intent());
  }

  private Begun take(Session session, @Nullable String subject, int images, Money estimate)
      throws SQLException {
    // The job's row first and the day's row last: that one is locked by all, so it is locked short.
    if (!WriteFence.OF_JOBS.holds(session)) {
      return new Begun(null, null, true);
    }
    Day day = lockDay(session);
    Optional<JobException> refusal = refusal(day, images, estimate);
    if (refusal.isPresent()) {
      return new Begun(null, refusal.get(), false);
    }
    if (subject != null) {
      int abandoned = session.update(ABANDONED, subject);
      if (abandoned > 0) {
        session.update(COUNT_TWICE, (long) abandoned);
      }
    }
    session.update(CHANGE, (long) images, estimate.amount(), Date.valueOf(day.day()));
    long id =
        session
            .first(
                INTEND,
                row -> row.getLong(1),
                subject,
                process,
                Date.valueOf(day.day()),
                (long) images,
                estimate.amount())
            .orElseThrow();
    return new Begun(new Intent(id, day.day(), images, estimate), null, false);
  }

  private Day lockDay(Session session) throws SQLException {
    LocalDate day = today(session).day();
    session.update(OPEN_DAY, Date.valueOf(day));
    return session.first(LOCK, PostgresSpendingLedger::read, Date.valueOf(day)).orElseThrow();
  }

  private Optional<JobException> refusal(Day day, int images, Money estimate) {
    if (images > 0 && limit > 0 && day.images() >= limit) {
      return Optional.of(
          new JobException(
              FailureCode.BUDGET_EXHAUSTED,
              "the limit of " + limit + " images a day is used up; it is reset at midnight UTC"));
    }
    Money spent = day.money().plus(unwritten(day.day()));
    boolean affordable =
        budget.isZero()
            || (spent.compareTo(budget) < 0 && spent.plus(estimate).compareTo(budget) <= 0);
    return affordable
        ? Optional.empty()
        : Optional.of(
            new JobException(
                FailureCode.BUDGET_EXHAUSTED,
                "the budget of "
                    + budget
                    + " a day leaves no room for a call of about "
                    + estimate
                    + "; it is reset at midnight UTC"));
  }

  /**
   * Forgets the intents of dead processes that are a day old: what they were for was received, or
   * is not asked for any more. Any process may do so at any time.
   *
   * @return how many there were
   */
  public int forgetAbandoned() {
    return database.call(
        "spending_forget", session -> session.update(FORGET, silence.toNanos() / NANOS_PER_MICRO));
  }

  @Override
  public long possiblyBilledTwice() {
    try {
      return database
          .call("spending_twice", session -> session.first(TWICE, row -> row.getLong(1)))
          .orElse(0L);
    } catch (DatabaseUnavailableException | DatabaseException e) {
      LOG.debug("spending event=not_read reason=\"{}\"", PlainReason.of(e));
      return 0;
    }
  }

  /** A call that was counted on a day. */
  private final class Intent implements PaymentIntent {
    private final long id;
    private final LocalDate day;
    private final int images;
    private final Money estimate;
    private final AtomicBoolean ended = new AtomicBoolean();

    Intent(long id, LocalDate day, int images, Money estimate) {
      this.id = id;
      this.day = day;
      this.images = images;
      this.estimate = estimate;
    }

    @Override
    public void end(Outcome outcome, Optional<Money> cost) {
      if (!ended.compareAndSet(false, true) || outcome == Outcome.INTERRUPTED) {
        // One that was interrupted stays, for the next of its subject to find and count.
        return;
      }
      boolean free = outcome == Outcome.FREE;
      BigDecimal charged = free ? BigDecimal.ZERO : cost.orElse(estimate).amount();
      BigDecimal difference = charged.subtract(estimate.amount());
      try {
        database.transaction(
            "spending_end",
            session -> {
              boolean changes = free || difference.signum() != 0;
              if (changes) {
                // The day before the intent, as where one is begun: two that meet would block.
                session.first(LOCK, PostgresSpendingLedger::read, Date.valueOf(day));
              }
              // Replaced by another process that took this one for dead: it stays counted.
              if (session.update(END, id) == 0) {
                return false;
              }
              if (changes) {
                session.update(CHANGE, free ? -(long) images : 0L, difference, Date.valueOf(day));
              }
              return true;
            });
      } catch (DatabaseUnavailableException | DatabaseException e) {
        // What is given back stays counted, which is safe; what costs more counts in this process.
        LOG.warn("spending event=not_corrected reason=\"{}\"", PlainReason.of(e));
        if (difference.signum() > 0) {
          Money more = unwritten(day).plus(new Money(difference));
          unwritten.set(new Day(day, 0, more));
        }
      }
    }
  }
}
