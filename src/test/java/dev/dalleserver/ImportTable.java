package dev.dalleserver;

import java.util.Map;
import java.util.Set;

/** The walls between the packages, for {@link WallsTest}. */
final class ImportTable {
  /**
   * What each package imports of the others: nothing else, and no permission that no class uses.
   * The root wires everything and may import all.
   */
  static final Map<String, Set<String>> IMPORTS =
      Map.ofEntries(
          Map.entry("a1111", Set.of("gpu", "jobs", "outbound", "pictures")),
          Map.entry("avatars", Set.of("dress", "jobs", "picture", "pictures", "storage")),
          Map.entry("batches", Set.of("jobs", "picture", "pictures", "pricing", "progress", "storage", "tasks", "text")),
          Map.entry("cli", Set.of("collections", "console", "doctor", "dress", "jobs", "migration", "painting", "painting.image", "picture", "pictures", "progress", "series", "spending", "storage", "tasks", "text")),
          Map.entry("cluster", Set.of("text")),
          Map.entry("cluster.catalog", Set.of("cluster.postgres", "gallery", "picture", "series", "tasks")),
          Map.entry("cluster.collections", Set.of("cluster", "cluster.postgres", "collections", "jobs", "picture", "tasks", "text")),
          Map.entry("cluster.doctor", Set.of("cluster.collections", "cluster.postgres", "cluster.s3", "picture")),
          Map.entry("cluster.postgres", Set.of("cluster", "jobs", "pricing", "progress", "spending", "tasks", "text", "webhooks")),
          Map.entry("cluster.s3", Set.of("cluster", "cluster.postgres", "picture", "storage", "text")),
          Map.entry("cluster.transfer", Set.of("cluster.catalog", "cluster.collections", "cluster.postgres", "cluster.s3", "collections", "doctor", "picture", "pricing", "progress", "series", "spending", "storage", "text")),
          Map.entry("collections", Set.of("jobs", "picture", "pictures", "pricing", "progress", "storage", "tasks", "text")),
          Map.entry("comfyui", Set.of("gpu", "jobs", "outbound", "pictures")),
          Map.entry("commands", Set.of("text")),
          Map.entry("console", Set.of()),
          Map.entry("doctor", Set.of("console", "picture", "storage", "text")),
          Map.entry("drafts", Set.of("dress", "jobs", "picture", "pictures", "series")),
          Map.entry("dress", Set.of("picture", "pricing", "series")),
          Map.entry("exports", Set.of("avatars", "collections", "dress", "gallery", "ipfs", "jobs", "metadata", "picture", "storage", "wire")),
          Map.entry("gallery", Set.of("picture", "storage", "text")),
          Map.entry("gpu", Set.of("dress", "jobs", "outbound", "pictures", "resilience", "text")),
          Map.entry("health", Set.of("text")),
          Map.entry("ipfs", Set.of()),
          Map.entry("jobs", Set.of("tasks")),
          Map.entry("memory", Set.of()),
          Map.entry("metadata", Set.of("dress", "gallery", "picture", "wire")),
          Map.entry("metrics", Set.of("pricing", "resilience")),
          Map.entry("migration", Set.of("picture", "storage", "text")),
          Map.entry("names", Set.of("outbound", "picture", "text")),
          Map.entry("net", Set.of()),
          Map.entry("openai", Set.of("dress", "jobs", "net", "openai.finder", "openai.prompt", "openai.report", "outbound", "picture", "pictures", "pricing", "resilience", "text")),
          Map.entry("openai.finder", Set.of("picture")),
          Map.entry("openai.prompt", Set.of()),
          Map.entry("openai.report", Set.of("pricing")),
          Map.entry("outbound", Set.of("net", "text")),
          Map.entry("painting", Set.of("avatars", "dress", "jobs", "painting.canvas", "painting.figure", "painting.finish", "painting.image", "painting.scene", "painting.scenery", "painting.study", "painting.technique", "picture", "pictures", "pricing")),
          Map.entry("painting.canvas", Set.of()),
          Map.entry("painting.figure", Set.of("painting.canvas", "painting.scene", "painting.study")),
          Map.entry("painting.finish", Set.of("painting.canvas", "painting.scene", "painting.study", "painting.technique")),
          Map.entry("painting.image", Set.of("avatars", "jobs", "memory", "painting.canvas", "picture", "pictures", "text")),
          Map.entry("painting.scene", Set.of("painting.canvas")),
          Map.entry("painting.scenery", Set.of("painting.canvas", "painting.scene", "painting.study")),
          Map.entry("painting.study", Set.of("painting.canvas", "painting.scene")),
          Map.entry("painting.technique", Set.of("painting.canvas", "painting.scene", "painting.study")),
          Map.entry("picture", Set.of()),
          Map.entry("pictures", Set.of("dress", "ipfs", "jobs", "picture", "pricing", "progress", "series", "spending", "storage", "tasks", "text")),
          Map.entry("pricing", Set.of()),
          Map.entry("progress", Set.of("dress", "picture", "storage", "text")),
          Map.entry("resilience", Set.of("jobs")),
          Map.entry("sdcpp", Set.of("gpu", "jobs", "outbound", "pictures", "resilience")),
          Map.entry("series", Set.of("picture", "storage", "text")),
          Map.entry("settings", Set.of("console", "net", "pricing", "settings.files", "text")),
          Map.entry("settings.files", Set.of()),
          Map.entry("spending", Set.of("jobs", "pricing", "storage", "text")),
          Map.entry("storage", Set.of("picture", "tasks", "text")),
          Map.entry("tasks", Set.of()),
          Map.entry("telemetry", Set.of("avatars", "batches", "collections", "console", "health", "jobs", "memory", "metrics", "picture", "pictures", "pricing", "progress", "resilience", "settings", "spending", "storage", "tasks", "web", "web.http", "web.server", "webhooks", "wire")),
          Map.entry("text", Set.of()),
          Map.entry("web", Set.of("batches", "collections", "drafts", "dress", "exports", "gallery", "health", "jobs", "memory", "names", "picture", "pictures", "pricing", "progress", "series", "storage", "web.collections", "web.events", "web.files", "web.http", "web.names", "web.pages", "web.pictures", "web.server", "web.words", "webhooks", "wire")),
          Map.entry("web.collections", Set.of("collections", "exports", "memory", "picture", "pricing", "web.events", "web.files", "web.http", "wire")),
          Map.entry("web.events", Set.of("batches", "collections", "memory", "picture", "progress", "tasks", "web.http", "web.server", "wire")),
          Map.entry("web.files", Set.of("memory", "picture", "series", "storage", "web.http")),
          Map.entry("web.http", Set.of("batches", "console", "dress", "jobs", "memory", "net", "picture", "series", "tasks", "wire")),
          Map.entry("web.names", Set.of("names", "picture", "web.http")),
          Map.entry("web.pages", Set.of("dress", "gallery", "picture", "pictures", "progress", "web.files", "web.http")),
          Map.entry("web.pictures", Set.of("avatars", "gallery", "jobs", "metadata", "picture", "pictures", "series", "storage", "web.files", "web.http", "web.pages")),
          Map.entry("web.server", Set.of("console", "memory", "tasks", "web.http")),
          Map.entry("web.words", Set.of("drafts", "jobs", "picture", "series", "web.files", "web.http", "web.server", "wire")),
          Map.entry("webhooks", Set.of("batches", "outbound", "picture", "progress", "resilience", "tasks", "text", "wire")),
          Map.entry("wire", Set.of("batches", "picture", "progress")));

  private ImportTable() {}
}
