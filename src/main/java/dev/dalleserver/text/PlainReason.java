package dev.dalleserver.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an exception means, in words that an operator or a client understands: without the names of
 * classes, of settings of libraries and of files. The only code that puts the message of an
 * exception of the JDK or of a library into a text.
 */
public final class PlainReason {
  private static final String UNKNOWN = "an unexpected fault";

  private static final String OWN_PACKAGE = "dev.dalleserver.";

  /** The full name of a class, or the name of an exception, with the colon behind it. */
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "(?<![\\w$.])(?:[a-z_][\\w$]*+\\.){2,}+[A-Z][\\w$]*(:\\s*)?|\\b[A-Z]\\w*(Exception|Error)\\b(:\\s*)?");

  /** The system's own words at the end of a message: "x (No such file or directory)". */
  private static final Pattern SYSTEM_WORDS = Pattern.compile("\\(([^()]+)\\)$");

  private static final Pattern UNEXPECTED = Pattern.compile("Unexpected character \\('(.)'.*");

  private PlainReason() {}

  /** Returns the reason, without the names of files. */
  public static String of(@Nullable Throwable fault) {
    if (fault == null) {
      return UNKNOWN;
    }
    Throwable cause = fault.getCause();
    boolean wraps =
        fault instanceof UncheckedIOException
            || fault instanceof CompletionException
            || fault instanceof ExecutionException;
    if (wraps && cause != null) {
      return of(cause);
    }
    if (fault.getClass().getName().startsWith(OWN_PACKAGE)) {
      return cleaned(fault.getMessage());
    }
    if (fault instanceof JsonProcessingException json) {
      return ofJson(json);
    }
    return fault instanceof IOException io ? ofInputOutput(io) : ofOther(fault);
  }

  /** Returns the reason of a disk's fault for clients, who must not see any path. */
  public static String withoutPath(IOException fault) {
    String reason = of(fault);
    return reason.contains("/") || reason.contains("\\") ? "the disk refused it" : reason;
  }

  /** Returns the reason, after the name of the file when the exception has one. */
  public static String withFile(Throwable fault) {
    Throwable cause = fault instanceof UncheckedIOException ? fault.getCause() : fault;
    return cause instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + of(cause)
        : of(cause);
  }

  private static String ofJson(JsonProcessingException fault) {
    JsonLocation location = fault.getLocation();
    String place =
        location == null || location.getLineNr() < 1
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    if (fault instanceof JsonEOFException) {
      return "the JSON ends within a value";
    }
    if (fault instanceof StreamConstraintsException) {
      return "the JSON is nested too deeply, or has a number or a name that is too long";
    }
    if (fault instanceof JsonParseException) {
      Matcher character = UNEXPECTED.matcher(String.valueOf(fault.getOriginalMessage()));
      return character.lookingAt()
          ? "no JSON: an unexpected '" + character.group(1) + "'" + place
          : "no JSON" + place;
    }
    return "the JSON has another form than expected" + place;
  }

  private static String ofInputOutput(IOException fault) {
    if (fault instanceof FileSystemException file) {
      return ofFileSystem(file);
    }
    if (fault instanceof FileNotFoundException) {
      Matcher words = SYSTEM_WORDS.matcher(String.valueOf(fault.getMessage()));
      return words.find() ? cleaned(words.group(1)) : "there is no such file";
    }
    if (fault instanceof UnknownHostException) {
      // Either the system's words, or the name alone.
      String message = cleaned(fault.getMessage());
      return message.contains(" ") ? message : message + " cannot be resolved";
    }
    if (fault instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (fault instanceof CharacterCodingException) {
      return "no text in UTF-8";
    }
    if (fault instanceof EOFException) {
      return "it ended too early";
    }
    return fault instanceof ClosedChannelException
        ? "it was closed meanwhile"
        : cleaned(fault.getMessage());
  }

  private static String ofFileSystem(FileSystemException fault) {
    if (fault.getReason() != null) {
      return cleaned(fault.getReason());
    }
    if (fault instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (fault instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (fault instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (fault instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (fault instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (fault instanceof FileSystemLoopException) {
      return "its links lead in a circle";
    }
    return fault instanceof AtomicMoveNotSupportedException
        ? "it cannot be renamed to another disk"
        : "the file system refused it";
  }

  private static String ofOther(Throwable fault) {
    if (fault instanceof OutOfMemoryError) {
      return "there is no memory for it";
    }
    if (fault instanceof StackOverflowError) {
      return "it is nested too deeply";
    }
    if (fault instanceof TimeoutException) {
      return "it took too long";
    }
    if (fault instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    if (fault instanceof InvalidPathException) {
      return "its name cannot be the name of a file here";
    }
    // The message of a fault in the program is meant for its authors.
    return fault instanceof RuntimeException || fault instanceof Error
        ? UNKNOWN
        : cleaned(fault.getMessage());
  }

  private static String cleaned(@Nullable String message) {
    String plain = message == null ? "" : CLASS_NAME.matcher(message).replaceAll("").strip();
    return plain.isEmpty() ? UNKNOWN : plain;
  }
}
