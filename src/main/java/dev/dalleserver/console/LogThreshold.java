package dev.dalleserver.console;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The least severe messages that are logged. The logging library reads its settings once and has no
 * method to change them later, so a later change sets its fields.
 */
public final class LogThreshold {
  private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

  private LogThreshold() {}

  /**
   * Sets the level for a log that has not begun: must come before the first logger is created.
   *
   * @param level as the library spells it, for example {@code info}
   */
  public static void begin(String level) {
    System.setProperty(PROPERTY, level);
  }

  /**
   * Changes the level of all loggers but those that have one of their own.
   *
   * @return false when the library does not let it be changed; then some loggers may have changed
   */
  public static boolean change(String level) {
    begin(level);
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    try {
      Class<?> logger = Class.forName("org.slf4j.simple.SimpleLogger");
      Object configuration = field(logger, "CONFIG_PARAMS").get(null);
      Method parse = configuration.getClass().getDeclaredMethod("stringToLevel", String.class);
      parse.setAccessible(true);
      Object number = parse.invoke(null, level);
      // For loggers that are created later.
      field(configuration.getClass(), "defaultLogLevel").set(configuration, number);
      Method ownLevel = logger.getDeclaredMethod("recursivelyComputeLevelString");
      ownLevel.setAccessible(true);
      Field threshold = field(logger, "currentLogLevel");
      Map<?, ?> loggers = (Map<?, ?>) field(factory.getClass(), "loggerMap").get(factory);
      for (Object each : loggers.values()) {
        if (logger.isInstance(each) && ownLevel.invoke(each) == null) {
          threshold.set(each, number);
        }
      }
      return true;
    } catch (ReflectiveOperationException | ClassCastException | NullPointerException other) {
      return false;
    }
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
