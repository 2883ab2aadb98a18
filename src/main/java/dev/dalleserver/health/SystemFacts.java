package dev.dalleserver.health;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the process runs on and uses. */
final class SystemFacts {
  private SystemFacts() {}

  /** Cheap enough for every answer: nothing here asks the disk. */
  static Map<String, Object> now() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("java", System.getProperty("java.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", runtime.availableProcessors());
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    facts.put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory());
    facts.put("heapMaxBytes", runtime.maxMemory());
    return facts;
  }
}
