package dev.dalleserver.cluster.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Connections outside of the pool: for migrations, which may take longer than any statement of the
 * server, and for listening.
 */
final class DriverSource implements DataSource {
  /** A start waits longer than a request: a database that is only busy does not end it. */
  private static final String CONNECT_SECONDS = "15";

  private final DatabaseUrl url;
  private final Properties properties;

  /** Connections without a limit for statements. */
  DriverSource(DatabaseUrl url, String password) {
    this(url, withoutLimits(url, password));
  }

  DriverSource(DatabaseUrl url, Properties properties) {
    this.url = url;
    this.properties = properties;
  }

  private static Properties withoutLimits(DatabaseUrl url, String password) {
    Properties properties = url.properties(password);
    properties.setProperty("ApplicationName", "dalleserver schema");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", Long.toString(Duration.ofMinutes(10).toSeconds()));
    return properties;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = new Driver().connect(url.jdbcUrl(), properties);
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL");
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
