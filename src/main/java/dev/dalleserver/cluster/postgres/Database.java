package dev.dalleserver.cluster.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to the cluster's database. Waits for it are short and bounded in number;
 * while the server does not answer, calls are refused at once. A server that comes back is used
 * again without a restart.
 */
public final class Database implements AutoCloseable {
  /** Two transactions met; the same again can succeed. */
  private static final String SERIALIZATION = "40001";

  private static final String DEADLOCK = "40P01";

  private static final String STATEMENT_TIMEOUT = "57014";

  private static final int ATTEMPTS = 5;

  /** For how long the outcome of a commit is asked whose answer was lost. */
  private static final long ASKING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LONG_AGO = TimeUnit.DAYS.toNanos(365);

  private static final Sql OUTCOME =
      new Sql("transaction_outcome", "SELECT pg_xact_status(?::xid8)");

  private final HikariDataSource pool;
  private final DatabaseLimits limits;
  private final DatabaseObserver observer;
  private final Breaker breaker;
  private final Semaphore waiters;

  /** When a call last found the database away, on {@link System#nanoTime}; long ago if none has. */
  private volatile long lastAway = System.nanoTime() - LONG_AGO;

  /** The transaction that the calling thread is in: what it calls meanwhile is a part of it. */
  private final ThreadLocal<@Nullable Session> present = new ThreadLocal<>();

  private Database(HikariDataSource pool, DatabaseLimits limits, DatabaseObserver observer) {
    this.pool = pool;
    this.limits = limits;
    this.observer = observer;
    Duration longest = limits.acquire().plus(limits.answer()).plus(limits.connect());
    this.breaker = new Breaker(System::nanoTime, limits.pause(), longest);
    this.waiters = new Semaphore(limits.waiters());
  }

  /**
   * Opens a pool, which connects when it is first used.
   *
   * @param password empty where none is needed
   * @param application how connections are named in {@code pg_stat_activity}
   */
  public static Database open(
      DatabaseUrl url,
      String password,
      String application,
      DatabaseLimits limits,
      DatabaseObserver observer) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(url.jdbcUrl());
    config.setDriverClassName("org.postgresql.Driver");
    config.setDataSourceProperties(driverProperties(url, password, application, limits));
    config.setMaximumPoolSize(limits.connections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(limits.acquire().toMillis());
    config.setValidationTimeout(limits.acquire().toMillis() / 2);
    config.setIdleTimeout(TimeUnit.MINUTES.toMillis(2));
    config.setMaxLifetime(TimeUnit.MINUTES.toMillis(20));
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(true);
    return new Database(new HikariDataSource(config), limits, observer);
  }

  /** Returns what each connection of a server is given, those that listen for notices too. */
  static Properties driverProperties(
      DatabaseUrl url, String password, String application, DatabaseLimits limits) {
    Properties properties = url.properties(password);
    properties.setProperty("ApplicationName", application);
    properties.setProperty("connectTimeout", seconds(limits.connect()));
    properties.setProperty("loginTimeout", seconds(limits.connect()));
    properties.setProperty("socketTimeout", seconds(limits.answer()));
    properties.setProperty("cancelSignalTimeout", seconds(limits.connect()));
    properties.setProperty("tcpKeepAlive", "true");
    // With the time zone of the database, dates would depend on who asks.
    properties.setProperty(
        "options",
        "-c TimeZone=UTC -c statement_timeout="
            + limits.statement().toMillis()
            + " -c lock_timeout="
            + limits.statement().toMillis()
            + " -c idle_in_transaction_session_timeout="
            + limits.statement().plus(limits.answer()).toMillis());
    return properties;
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  /** What is done in one transaction; it may be done again, so it changes nothing but rows. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; what it throws undoes the transaction. */
    T run(Session session) throws SQLException;
  }

  /**
   * Does one statement by itself.
   *
   * @throws DatabaseUnavailableException when the database does not answer
   * @throws DatabaseException when it refuses the statement
   */
  public <T> T call(String name, Work<T> work) {
    return attempts(name, work, true, Connection.TRANSACTION_READ_COMMITTED);
  }

  /**
   * Does statements together or not at all, each of which sees what others have committed before
   * it. A transaction within one, by the same thread, is a part of it. When the connection is lost
   * during the commit, the outcome is asked on another.
   *
   * @throws DatabaseUnavailableException when the database does not answer: whether the statements
   *     were done is unknown then
   * @throws DatabaseException when it refuses a statement
   */
  public <T> T transaction(String name, Work<T> work) {
    return attempts(name, work, false, Connection.TRANSACTION_READ_COMMITTED);
  }

  /**
   * Does statements as if no others were done at the same time.
   *
   * @throws DatabaseUnavailableException when the database does not answer: whether the statements
   *     were done is unknown then
   * @throws DatabaseException when it refuses a statement
   */
  public <T> T serializable(String name, Work<T> work) {
    return attempts(name, work, false, Connection.TRANSACTION_SERIALIZABLE);
  }

  private <T> T attempts(String name, Work<T> work, boolean single, int isolation) {
    Session outer = present.get();
    if (outer != null) {
      try {
        return work.run(outer);
      } catch (SQLException e) {
        throw failure(name, e);
      }
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return guarded(work, single, isolation);
      } catch (SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean met = state.equals(SERIALIZATION) || state.equals(DEADLOCK);
        if (!met || attempt == ATTEMPTS) {
          throw failure(name, e);
        }
        long millis = ThreadLocalRandom.current().nextLong(1, 8L << attempt);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      }
    }
  }

  private <T> T guarded(Work<T> work, boolean single, int isolation) throws SQLException {
    if (!breaker.allows()) {
      throw new DatabaseUnavailableException(limits.pause());
    }
    if (!waiters.tryAcquire()) {
      throw new DatabaseUnavailableException(limits.pause());
    }
    try (Connection connection = pool.getConnection()) {
      T result = run(connection, work, single, isolation);
      breaker.succeeded();
      return result;
    } catch (RuntimeException byTheWork) {
      // The database has answered, whatever the work made of it.
      breaker.succeeded();
      throw byTheWork;
    } finally {
      waiters.release();
    }
  }

  private <T> T run(Connection connection, Work<T> work, boolean single, int isolation)
      throws SQLException {
    Session session = new Session(connection, observer, !single);
    if (single) {
      return work.run(session);
    }
    connection.setAutoCommit(false);
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      connection.setTransactionIsolation(isolation);
    }
    boolean done = false;
    present.set(session);
    try {
      T result = work.run(session);
      commit(connection, session);
      done = true;
      return result;
    } finally {
      present.remove();
      if (!done) {
        rollBack(connection);
      }
    }
  }

  private void commit(Connection connection, Session session) throws SQLException {
    String transaction = session.transactionId();
    try {
      connection.commit();
    } catch (SQLException e) {
      if (transaction.isEmpty() || !isUnavailable(e) || !isDone(transaction, e)) {
        throw e;
      }
    }
  }

  /**
   * Returns true when a transaction was committed whose answer was lost.
   *
   * @throws SQLException when it was not, as one that can be done again; or when the outcome cannot
   *     be found out
   */
  private boolean isDone(String transaction, SQLException failure) throws SQLException {
    long until = System.nanoTime() + ASKING_NANOS;
    // An interrupt neither ends the waits between the questions nor the questions.
    boolean interrupted = Thread.interrupted();
    try {
      while (System.nanoTime() - until < 0 && !pool.isClosed()) {
        String outcome = outcome(transaction, failure);
        if (outcome.equals("committed")) {
          return true;
        }
        if (outcome.equals("aborted")) {
          throw new SQLException("the transaction was undone", SERIALIZATION, failure);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        interrupted |= Thread.interrupted();
      }
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String outcome(String transaction, SQLException failure) {
    try (Connection other = pool.getConnection()) {
      return new Session(other, observer, false)
          .first(OUTCOME, row -> String.valueOf(row.getString(1)), transaction)
          .orElse("");
    } catch (SQLException e) {
      if (failure.getSuppressed().length == 0) {
        failure.addSuppressed(e);
      }
      return "";
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken, and the pool drops it; the first failure is the one to report.
      return;
    }
  }

  private RuntimeException failure(String name, SQLException e) {
    if (pool.isClosed() || isUnavailable(e)) {
      lastAway = System.nanoTime();
      if (isSilent(e)) {
        breaker.failed();
      } else {
        breaker.succeeded();
      }
      return new DatabaseUnavailableException(limits.pause(), e);
    }
    breaker.succeeded();
    return new DatabaseException(name, e);
  }

  /**
   * Returns true when the server does not answer, so that each further call would wait for nothing.
   * A connection that has ended is only replaced.
   */
  private static boolean isSilent(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return e instanceof SQLTransientConnectionException
        || STATEMENT_TIMEOUT.equals(e.getSQLState());
  }

  /** Returns true for what a later attempt may not meet. */
  private static boolean isUnavailable(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return e instanceof SQLTransientConnectionException
        // The caller is to stop, and was waiting for a connection.
        || e.getCause() instanceof InterruptedException
        // Connection failures, too many connections or no memory, shut down or cancelled, and a
        // standby that was not promoted yet.
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.equals("25006")
        || state.equals("25P03")
        || state.equals("55P03");
  }

  /** Returns true while calls are refused because the database did not answer. */
  public boolean isAway() {
    return breaker.isOpen();
  }

  /** Returns true when a call of this process has found the database away so lately. */
  boolean wasAwayWithin(Duration time) {
    return System.nanoTime() - lastAway < time.toNanos();
  }

  /** Returns the pool, for health and metrics. */
  public PoolState pool() {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null
        ? new PoolState(0, 0, 0, limits.connections())
        : new PoolState(
            state.getActiveConnections(),
            state.getIdleConnections(),
            state.getThreadsAwaitingConnection(),
            limits.connections());
  }

  /**
   * How many connections there are.
   *
   * @param waiting threads that wait for one
   */
  public record PoolState(int active, int idle, int waiting, int most) {}

  /** For the migrations, which bring their own statements. */
  DataSource source() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
