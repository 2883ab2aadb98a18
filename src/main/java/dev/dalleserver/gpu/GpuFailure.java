package dev.dalleserver.gpu;

import dev.dalleserver.resilience.CallFailure;
import org.jspecify.annotations.Nullable;

/** The failure of a server of one's own: a sentence with the cause and, where known, the remedy. */
public final class GpuFailure extends CallFailure {
  private static final long serialVersionUID = 1L;

  private final GpuFault fault;

  public GpuFailure(GpuFault fault, String message) {
    this(fault, message, null);
  }

  public GpuFailure(GpuFault fault, String message, @Nullable Throwable cause) {
    super(fault.verdict(), message, cause);
    this.fault = fault;
  }

  public GpuFault fault() {
    return fault;
  }
}
