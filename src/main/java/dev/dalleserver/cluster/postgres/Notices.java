package dev.dalleserver.cluster.postgres;

import dev.dalleserver.tasks.TaskGuard;
import dev.dalleserver.text.PlainReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes tell each other through the database, on a connection of its own. Notices are hints:
 * while that connection is lost they are lost too, so everything they tell is polled as well.
 */
public final class Notices implements AutoCloseable {
  /** The one channel; each notice begins with a word that says what it is about. */
  public static final String CHANNEL = "dalleserver";

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final int WAIT_MILLIS = 1000;
  private static final int WAITS_PER_CHECK = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Is told of notices; called on the thread that reads them, so it must be quick. */
  public interface Listener {
    /** Tells of one notice, also of those of this process. */
    void onNotice(String text);

    /** Tells that notices may have been lost, and come again from now on. */
    void onGap();
  }

  private final DriverSource source;
  private final Duration check;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong connections = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  /**
   * Prepares to listen.
   *
   * @param url of the server itself, not of a pooler that shares sessions
   */
  public Notices(DatabaseUrl url, String password, String application, DatabaseLimits limits) {
    Properties properties =
        Database.driverProperties(url, password, application + " notices", limits);
    this.source = new DriverSource(url, properties);
    this.check = limits.connect();
    this.thread = new Thread(this::run, "notices");
    thread.setDaemon(true);
  }

  /** Begins to listen; listeners that are added later miss earlier notices. */
  public void start() {
    thread.start();
  }

  /** Calls {@code listener} from now on. */
  public void subscribe(Listener listener) {
    listeners.add(listener);
  }

  /** Returns true while notices arrive. */
  public boolean isListening() {
    return connection != null;
  }

  /** Returns how often the connection was made. */
  public long connections() {
    return connections.get();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      long before = connections.get();
      try (Connection opened = source.getConnection()) {
        listen(opened);
      } catch (SQLException e) {
        if (connection != null && !closed) {
          LOG.warn("notices event=connection_lost reason=\"{}\"", PlainReason.of(e));
        }
      } finally {
        connection = null;
      }
      pause = connections.get() > before ? FIRST_PAUSE : longer(pause);
      rest(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void rest(Duration pause) {
    if (closed) {
      return;
    }
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void listen(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    connection = opened;
    connections.incrementAndGet();
    listeners.forEach(listener -> new TaskGuard("notices").run(listener::onGap));
    PGConnection reader = opened.unwrap(PGConnection.class);
    int idle = 0;
    while (!closed) {
      PGNotification[] notices = reader.getNotifications(WAIT_MILLIS);
      if (notices == null || notices.length == 0) {
        idle++;
        // A connection whose other end has gone without a word looks idle.
        if (idle % WAITS_PER_CHECK == 0 && !opened.isValid((int) check.toSeconds())) {
          throw new SQLException("the server does not answer");
        }
        continue;
      }
      for (PGNotification notice : notices) {
        deliver(notice.getParameter());
      }
    }
  }

  private void deliver(String text) {
    listeners.forEach(listener -> new TaskGuard("notices").run(() -> listener.onNotice(text)));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        // It is closed already.
        return;
      }
    }
  }
}
