package dev.dalleserver.gpu;

import static dev.dalleserver.fakegpu.GpuRig.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakegpu.FakeGpuServer;
import dev.dalleserver.fakegpu.GpuRig;
import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.sdcpp.SdCpp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A picture that was received by a run that could not finish. */
class ReceivedBeforeTest {
  private final GpuRig rig = new GpuRig(FakeGpuServer.sdCpp(), SdCpp::create);
  private final ImageProvider images = rig.provider.images();
  private final PaintRequest request = request(2, "euler");

  @AfterEach
  void close() {
    rig.close();
  }

  private void receive(byte[] bytes) throws Exception {
    try (Incoming incoming = rig.received.pictures().begin(request.receivedAs())) {
      incoming.write(bytes, 0, bytes.length);
      incoming.complete();
    }
  }

  @Test
  void is_used_and_not_asked_for_again() throws Exception {
    receive(FakePicture.png("96x64"));
    assertThat(images.findReceived(request, Cancellation.none())).isPresent();
    assertThat(rig.server.calls()).isEmpty();
  }

  @Test
  void is_set_aside_when_it_is_none_and_the_run_goes_on() throws Exception {
    receive("no picture".getBytes(StandardCharsets.UTF_8));
    assertThat(images.findReceived(request, Cancellation.none())).isEmpty();
    assertThat(rig.received.files("set-aside")).hasSize(1);
  }

  @Test
  void is_none_when_there_was_none() throws Exception {
    assertThat(images.findReceived(request, Cancellation.none())).isEmpty();
  }
}
