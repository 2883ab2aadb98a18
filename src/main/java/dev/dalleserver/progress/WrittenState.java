package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a run stands, as JSON for the other processes that show it. Members that a later version
 * adds are ignored, and those that an earlier one did not know are 0. Of previews only the number
 * is written.
 *
 * @param phases in the order of {@link Phase}
 * @param dress the JSON of the dress, as clients get it
 * @param preview the number of the last preview, 0 for none
 * @param writtenNs the time of the process that wrote this, in Unix nanoseconds
 * @param percent the highest percentage shown so far
 * @param averages by the names of the phases
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record WrittenState(
    long version,
    Phase current,
    List<WrittenPhase> phases,
    String dress,
    int queuePosition,
    ProviderWait providerWait,
    boolean done,
    boolean cancelled,
    boolean cacheHit,
    String error,
    String errorCode,
    int preview,
    long writtenNs,
    double percent,
    Map<String, Long> averages) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One phase; its name is its place in the list. */
  record WrittenPhase(long startedNs, long endedNs, boolean skipped, String error) {}

  static WrittenState of(
      RunState state, long writtenNs, double percent, Map<Phase, Long> averages) {
    List<WrittenPhase> phases = new ArrayList<>();
    for (PhaseTiming timing : state.phases()) {
      phases.add(
          new WrittenPhase(timing.startedNs(), timing.endedNs(), timing.skipped(), timing.error()));
    }
    Map<String, Long> byName = new TreeMap<>();
    averages.forEach((phase, nanos) -> byName.put(phase.name(), nanos));
    return new WrittenState(
        state.version(),
        state.current(),
        phases,
        state.dress().json(),
        state.queuePosition(),
        state.providerWait(),
        state.done(),
        state.cancelled(),
        state.cacheHit(),
        state.error(),
        state.errorCode(),
        state.preview().map(RunPreview::number).orElse(0),
        writtenNs,
        percent,
        byName);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a state is made of texts and numbers", e);
    }
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IllegalArgumentException for anything else
   */
  static WrittenState parse(String json) {
    WrittenState read;
    try {
      read = JSON.readValue(json, WrittenState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the state of a run", e);
    }
    if (read == null || !read.isWhole()) {
      throw new IllegalArgumentException("not the state of a run");
    }
    return read;
  }

  /** Jackson leaves null what the text does not have. */
  private boolean isWhole() {
    return phases != null
        && phases.size() == Phase.values().length
        && phases.stream().noneMatch(Objects::isNull)
        && Stream.of(current, dress, providerWait, error, errorCode, averages)
            .noneMatch(Objects::isNull);
  }

  /**
   * Returns the state; of a run that has ended, as one that ended {@code endedNanos}.
   *
   * @param shownVersion of the state in this process, which counts its own changes too
   */
  RunState toState(
      long shownVersion, DalleDress plan, Optional<RunPreview> shown, long endedNanos) {
    List<PhaseTiming> timings = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      WrittenPhase read = phases.get(phase.ordinal());
      timings.add(
          new PhaseTiming(phase, read.startedNs(), read.endedNs(), read.skipped(), read.error()));
    }
    return new RunState(
        shownVersion,
        current,
        List.copyOf(timings),
        new RenderedDress(readDress(plan), dress),
        queuePosition,
        providerWait,
        done ? Optional.empty() : shown,
        done,
        cancelled,
        cacheHit,
        error,
        errorCode,
        endedNanos);
  }

  private DalleDress readDress(DalleDress plan) {
    try {
      return DressReader.parse(dress.getBytes(StandardCharsets.UTF_8))
          .orElseThrow(() -> new IllegalArgumentException("not the dress of a run"))
          .read(plan, kind -> Optional.empty());
    } catch (IOException e) {
      throw new IllegalArgumentException("not the dress of a run", e);
    }
  }

  Map<Phase, Long> averagesByPhase() {
    Map<Phase, Long> byPhase = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      Long nanos = averages.get(phase.name());
      if (nanos != null) {
        byPhase.put(phase, nanos);
      }
    }
    return byPhase;
  }
}
