package dev.dalleserver.cluster.postgres;

import dev.dalleserver.text.PlainReason;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why the database cannot be used, in a sentence that names cause and remedy, and no secret. */
public final class DatabaseFault {
  private static final String PASSWORD = "check --database-password-file or PGPASSWORD";

  private static final String SILENT =
      "it does not answer in time; check firewalls, and host and port";

  private static final String NO_TLS =
      "it does not speak TLS; turn ssl on there, or take sslmode= out of the URL";

  private static final String NO_FILE =
      "a file of its TLS settings is missing; sslrootcert=, sslcert= and sslkey= in the URL name"
          + " them, else ~/.postgresql is looked into";

  private static final String NO_POSTGRES =
      "what answers there is no PostgreSQL; check host and port in the URL";

  private static final int PROBE_SECONDS = 5;

  private DatabaseFault() {}

  /** Connects once, and returns why that is not possible; empty when it is. */
  public static Optional<String> probe(DatabaseUrl url, String password) {
    try (Connection connection = new DriverSource(url, password).getConnection()) {
      return connection.isValid(PROBE_SECONDS) ? Optional.empty() : Optional.of(SILENT);
    } catch (SQLException e) {
      return Optional.of(of(e, url));
    }
  }

  /** Explains a failure. */
  public static String of(Throwable failure, DatabaseUrl url) {
    Optional<String> connection = ofConnection(failure, url);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return ofState(sql, url)
            .or(() -> connection)
            .or(() -> ofText(String.valueOf(sql.getMessage())))
            .orElseGet(() -> firstLine(sql));
      }
    }
    return connection.orElseGet(() -> firstLine(innermost(failure)));
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(Throwable failure) {
    String text =
        failure instanceof SQLException sql
            ? String.valueOf(sql.getMessage())
            : PlainReason.of(failure);
    return text.lines().findFirst().orElse("");
  }

  private static Optional<String> ofConnection(Throwable failure, DatabaseUrl url) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return Optional.of(
            "the name of its host is not known; check the host in the URL and the machine's name"
                + " service");
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return Optional.of(
            "it refuses connections; check that the server runs and listens on that address, and"
                + " host and port in the URL");
      }
      if (cause instanceof SocketTimeoutException) {
        return Optional.of(SILENT);
      }
      if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
        return Optional.of(NO_FILE);
      }
      if (cause instanceof SSLException) {
        return Optional.of(
            "its certificate is not trusted, or is for another name; sslrootcert= in the URL names"
                + " the authority, and sslmode=require asks for TLS without that check");
      }
      if (cause instanceof EOFException) {
        return Optional.of(NO_POSTGRES);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofState(SQLException failure, DatabaseUrl url) {
    String text = String.valueOf(failure.getMessage());
    String user = url.user().isEmpty() ? "the user" : "user " + url.user();
    return Optional.ofNullable(
        switch (String.valueOf(failure.getSQLState())) {
          case "28P01" -> "it refuses the password of " + user + "; " + PASSWORD;
          case "28000" -> refused(text, user);
          case "08004" -> rejected(text, user);
          case "3D000" ->
              "there is no such database; create it (CREATE DATABASE), or correct the URL";
          case "53300" ->
              "it has no connection left; raise max_connections, or put a pooler in front";
          case "57P03" -> "it is starting, stopping or recovering; wait, and start again";
          case "42501" ->
              "the role may not create tables; make it the owner of the database, or GRANT CREATE"
                  + " ON SCHEMA public";
          case "25006" ->
              "it is read-only: a standby, perhaps; name the primary, or add"
                  + " target_session_attrs=read-write";
          case "53100" -> "its disk is full; make room";
          case "08P01" -> NO_POSTGRES;
          default -> null;
        });
  }

  private static String refused(String text, String user) {
    if (text.contains("no encryption") || text.contains("SSL off")) {
      return "it lets "
          + user
          + " in from here only with TLS, or not at all; add ?sslmode=verify-full or"
          + " ?sslmode=require to the URL, or a line to its pg_hba.conf";
    }
    return "it does not let "
        + user
        + " in; check that the role exists and may log in, and the server's pg_hba.conf";
  }

  private static String rejected(String text, String user) {
    if (text.contains("SSL")) {
      return NO_TLS;
    }
    return "it wants a password of " + user + " and none is given; " + PASSWORD;
  }

  /** What the driver tells without a state and a cause of its own. */
  private static Optional<String> ofText(String text) {
    if (text.contains("timed out")) {
      return Optional.of(SILENT);
    }
    if (text.contains("does not support SSL")) {
      return Optional.of(NO_TLS);
    }
    if (text.contains("SSL root certificate") || text.contains("certificate file")) {
      return Optional.of(NO_FILE);
    }
    if (text.contains("hostname") || text.contains("Hostname")) {
      return Optional.of(
          "its certificate is for another name; name the host as the certificate does");
    }
    return text.contains("rotocol") && text.contains("rror")
        ? Optional.of(NO_POSTGRES)
        : Optional.empty();
  }
}
