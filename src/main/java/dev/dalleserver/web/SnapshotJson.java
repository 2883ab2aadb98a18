package dev.dalleserver.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshot as the contract shows it. Written by hand into a stream because this is what clients
 * poll: the dress, which is most of it, is spliced in as it was rendered when it last changed.
 */
public final class SnapshotJson {
  private static final int USUAL_LENGTH = 8192;

  private SnapshotJson() {}

  /** Without a request id, for those who share it. */
  static byte[] render(ProgressSnapshot snapshot) {
    return render(snapshot, Optional.empty());
  }

  /** The snapshot as an answer to that request. */
  public static byte[] render(ProgressSnapshot snapshot, String requestId) {
    return render(snapshot, Optional.of(requestId));
  }

  private static byte[] render(ProgressSnapshot snapshot, Optional<String> requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_LENGTH);
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      writeMembers(json, snapshot);
      if (requestId.isPresent()) {
        json.writeStringField("request_id", requestId.get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void writeMembers(JsonGenerator json, ProgressSnapshot snapshot)
      throws IOException {
    json.writeStringField("series", snapshot.series());
    json.writeStringField("address", snapshot.address());
    json.writeStringField("currentPhase", snapshot.currentPhase().text());
    json.writeStringField("current", snapshot.currentPhase().text());
    json.writeNumberField("startedNs", snapshot.startedNs());
    json.writeNumberField("percent", hundredths(snapshot.percent()));
    json.writeNumberField("etaSeconds", hundredths(snapshot.etaSeconds()));
    json.writeBooleanField("done", snapshot.done());
    json.writeStringField("error", snapshot.error());
    json.writeStringField("errorCode", snapshot.errorCode());
    json.writeBooleanField("cacheHit", snapshot.cacheHit());
    json.writeBooleanField("cancelled", snapshot.cancelled());
    writePhases(json, snapshot);
    json.writeFieldName("dalleDress");
    json.writeRawValue(snapshot.dalleDress().json());
    writeAverages(json, snapshot.phaseAverages());
    json.writeNumberField("phaseIndex", snapshot.phaseIndex());
    json.writeNumberField("phaseCount", snapshot.phaseCount());
    json.writeNumberField("phasePercent", hundredths(snapshot.phasePercent()));
    json.writeNumberField("phaseEtaSeconds", hundredths(snapshot.phaseEtaSeconds()));
    json.writeNumberField("queuePosition", snapshot.queuePosition());
    json.writeStringField("provider", snapshot.provider());
  }

  private static void writePhases(JsonGenerator json, ProgressSnapshot snapshot)
      throws IOException {
    json.writeArrayFieldStart("phases");
    for (PhaseTiming phase : snapshot.phases()) {
      json.writeStartObject();
      json.writeStringField("name", phase.name().text());
      json.writeNumberField("startedNs", phase.startedNs());
      json.writeNumberField("endedNs", phase.endedNs());
      json.writeBooleanField("skipped", phase.skipped());
      json.writeStringField("error", phase.error());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeAverages(JsonGenerator json, Map<Phase, Long> averages)
      throws IOException {
    json.writeObjectFieldStart("phaseAverages");
    for (Map.Entry<Phase, Long> average : averages.entrySet()) {
      json.writeNumberField(average.getKey().text(), average.getValue());
    }
    json.writeEndObject();
  }

  /** Digits that mean nothing would make every poll look like a change. */
  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
