package dev.dalleserver.gpu;

import static dev.dalleserver.jobs.FailureCode.FILE_SYSTEM_ERROR;
import static dev.dalleserver.jobs.FailureCode.IMAGE_DOWNLOAD_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_RATE_LIMIT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_TIMEOUT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_UNAVAILABLE;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.FailureVerdict;
import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import java.util.Optional;

/**
 * The table of what can fail with a server of one's own. Nothing is ever charged, so that all that
 * may pass by itself is tried again, also a picture that was half made.
 */
public enum GpuFault {
  /** It cannot be reached: it is not started, or starts again. */
  CONNECT("connection", OPENAI_UNAVAILABLE, true, true),
  /** The connection broke in the middle. */
  BROKEN("connection", OPENAI_UNAVAILABLE, true, true),
  /** It has forgotten the picture: it was started anew meanwhile. */
  LOST("connection", OPENAI_UNAVAILABLE, true, false),
  /** A proxy before it says that it is not there. */
  GATEWAY("server_error", OPENAI_UNAVAILABLE, true, true),
  /** Its queue is full. */
  BUSY("rate_limited", OPENAI_RATE_LIMIT, true, false),
  /** It does not finish in time; a second try would take as long. */
  TIMEOUT("timeout", OPENAI_TIMEOUT, false, true),
  /** It asks for a key, or refuses the one that is set. */
  KEY_REFUSED("rejected", OPENAI_ERROR, false, false),
  /** It refuses what it is asked for. */
  REJECTED("rejected", OPENAI_ERROR, false, false),
  /** It tried and failed: the same request fails again. */
  FAILED("server_error", OPENAI_ERROR, false, false),
  /** Another user of it has stopped the picture. */
  INTERRUPTED("refused", OPENAI_ERROR, false, false),
  /** It has answered something that is not of its protocol. */
  INVALID_ANSWER("invalid_answer", OPENAI_ERROR, false, true),
  /** It has finished without a picture. */
  EMPTY("empty", OPENAI_ERROR, false, false),
  BAD_PICTURE("bad_picture", IMAGE_DOWNLOAD_ERROR, false, false),
  TOO_LARGE("invalid_answer", IMAGE_DOWNLOAD_ERROR, false, false),
  NOT_KEPT("not_kept", FILE_SYSTEM_ERROR, false, false);

  private final String label;
  private final FailureCode code;
  private final boolean retried;
  private final boolean counted;

  GpuFault(String label, FailureCode code, boolean retried, boolean counted) {
    this.label = label;
    this.code = code;
    this.retried = retried;
    this.counted = counted;
  }

  FailureVerdict verdict() {
    return new FailureVerdict(
        label,
        code,
        retried,
        counted,
        // A full queue of one's own card has room again after each picture: trying again is enough.
        false,
        Optional.empty(),
        this == KEY_REFUSED ? Account.KEY_REFUSED : Account.USABLE,
        Charge.NONE);
  }
}
