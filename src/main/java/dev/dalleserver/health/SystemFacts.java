package dev.dalleserver.health;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts about the process and the machine. */
final class SystemFacts {
  private SystemFacts() {}

  /** Collects the facts. Cheap enough for every answer: reads nothing from the disk. */
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
