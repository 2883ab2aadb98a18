package dev.dalleserver.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Renders snapshots as JSON. Clients poll this, so everything except the numbers that change with
 * time is rendered once for each change of a run and shared by all readers; the dress, which is
 * most of it, is rendered once for each change of the dress.
 */
public final class SnapshotJson {
  private static final int TYPICAL_LENGTH = 8192;

  /** Placeholder for a number that changes with time; JSON contains this byte nowhere else. */
  private static final String PLACEHOLDER = "\0";

  private static final byte[] ID_BEGIN = ascii(",\"request_id\":\"");
  private static final byte[] ID_END = ascii("\"");
  private static final byte[] END = ascii("}");

  private SnapshotJson() {}

  /** Renders a snapshot without a request id, for readers that share the bytes. */
  public static byte[] render(ProgressSnapshot snapshot) {
    return render(snapshot, new byte[][] {END});
  }

  /**
   * Renders a snapshot as the answer to one request.
   *
   * @param requestId an id whose characters need no escape
   */
  public static byte[] render(ProgressSnapshot snapshot, String requestId) {
    return render(snapshot, new byte[][] {ID_BEGIN, ascii(requestId), ID_END, END});
  }

  private static byte[] render(ProgressSnapshot snapshot, byte[][] end) {
    List<byte[]> shared = snapshot.rendering().parts(() -> parts(snapshot));
    String[] changing = {
      roundToHundredths(snapshot.percent()),
      roundToHundredths(snapshot.etaSeconds()),
      roundToHundredths(snapshot.phasePercent()),
      roundToHundredths(snapshot.phaseEtaSeconds()),
      Integer.toString(snapshot.queuePosition())
    };
    List<byte[]> all = new ArrayList<>(2 * shared.size() + end.length);
    for (int i = 0; i < changing.length; i++) {
      all.add(shared.get(i));
      all.add(ascii(changing[i]));
    }
    all.add(shared.get(changing.length));
    all.addAll(List.of(end));
    return concatenate(all);
  }

  /** Renders all but the changing numbers and the closing brace, split where those belong. */
  private static List<byte[]> parts(ProgressSnapshot snapshot) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_LENGTH);
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      writeMembers(json, snapshot);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] whole = out.toByteArray();
    List<byte[]> parts = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < whole.length; i++) {
      if (whole[i] == 0) {
        parts.add(Arrays.copyOfRange(whole, begin, i));
        begin = i + 1;
      }
    }
    parts.add(Arrays.copyOfRange(whole, begin, whole.length - 1));
    return List.copyOf(parts);
  }

  private static byte[] concatenate(List<byte[]> parts) {
    byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int offset = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, offset, part.length);
      offset += part.length;
    }
    return whole;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void writeMembers(JsonGenerator json, ProgressSnapshot snapshot)
      throws IOException {
    json.writeStringField("series", snapshot.series());
    json.writeStringField("address", snapshot.address());
    json.writeStringField("currentPhase", snapshot.currentPhase().text());
    json.writeStringField("current", snapshot.currentPhase().text());
    json.writeNumberField("startedNs", snapshot.startedNs());
    json.writeStringField("startedAt", UnixTime.text(snapshot.startedNs()));
    json.writeStringField("updatedAt", UnixTime.text(updatedNs(snapshot)));
    writePlaceholder(json, "percent");
    writePlaceholder(json, "etaSeconds");
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
    writePlaceholder(json, "phasePercent");
    writePlaceholder(json, "phaseEtaSeconds");
    writePlaceholder(json, "queuePosition");
    json.writeStringField("provider", snapshot.provider());
    json.writeStringField("previewUrl", snapshot.previewUrl());
  }

  /** Returns when the run began or ended a phase last; 0 while it is queued. */
  private static long updatedNs(ProgressSnapshot snapshot) {
    return snapshot.phases().stream()
        .mapToLong(phase -> Math.max(phase.startedNs(), phase.endedNs()))
        .max()
        .orElse(0);
  }

  private static void writePhases(JsonGenerator json, ProgressSnapshot snapshot)
      throws IOException {
    json.writeArrayFieldStart("phases");
    for (PhaseTiming phase : snapshot.phases()) {
      json.writeStartObject();
      json.writeStringField("name", phase.name().text());
      json.writeNumberField("startedNs", phase.startedNs());
      json.writeStringField("startedAt", UnixTime.text(phase.startedNs()));
      json.writeNumberField("endedNs", phase.endedNs());
      json.writeStringField("endedAt", UnixTime.text(phase.endedNs()));
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

  private static void writePlaceholder(JsonGenerator json, String name) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(PLACEHOLDER);
  }

  /** Rounds, since insignificant digits would make every poll look like a change. */
  private static String roundToHundredths(double value) {
    return Double.toString(Math.round(value * 100) / 100.0);
  }
}
