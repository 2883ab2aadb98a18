package dev.dalleserver.gpu;

import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.util.List;

/** The protocol of one kind of server: how it is asked for a picture, and told to stop. */
public interface ImageServer {
  /** Returns the provider's short name. */
  String name();

  /** Returns the model that paints, as far as the server has told. */
  String model();

  /**
   * A picture that is on disk, and not decoded yet.
   *
   * @param mode {@code b64_json} or {@code url}, as {@link
   *     dev.dalleserver.pictures.PaintedImage#mode}
   * @param jobId the server's own id for it
   * @param ignored the tuning members that the server was not asked for
   */
  record Answer(Received picture, String mode, String jobId, List<String> ignored) {}

  /**
   * Asks for one picture and follows it until it is on disk. When it ends otherwise, by a
   * cancellation or by its deadline, it tells the server to stop working on it.
   *
   * @throws GpuFailure when there is no picture
   * @throws CancelledException when the run should end
   */
  Answer paint(PaintJob job) throws GpuFailure, CancelledException;
}
