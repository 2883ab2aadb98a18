package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.time.Duration;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All redirects on the way to a picture share the time of one download, 5 s in these tests. */
@Timeout(60)
class DownloadDeadlineTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  /** A picture behind three redirects, each of which takes so long. */
  private void redirectSlowly(Duration each) {
    rig.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = String.valueOf(request.getUrl().encodedPath());
            if (path.startsWith("/v1/")) {
              return Rig.json("{\"data\":[{\"url\":\"" + rig.server.url("/0") + "\"}]}");
            }
            int hop = Integer.parseInt(path.substring(1));
            if (hop == 3) {
              return new MockResponse.Builder()
                  .body(new Buffer().write(Pictures.png(16, 16)))
                  .build();
            }
            rig.pass(each);
            return new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "/" + (hop + 1))
                .build();
          }
        });
  }

  @Test
  void redirects_within_it_lead_to_the_picture() throws Exception {
    redirectSlowly(Duration.ofMillis(1_600));
    assertThat(rig.paint().mode()).isEqualTo("url");
  }

  @Test
  void redirects_that_together_take_longer_do_not() {
    redirectSlowly(Duration.ofMillis(1_700));
    JobException failure = catchThrowableOfType(JobException.class, rig::paint);
    assertThat(failure.code()).isIn(FailureCode.IMAGE_DOWNLOAD_ERROR, FailureCode.OPENAI_TIMEOUT);
    // Asked for the picture once; its download is begun anew, each time with the time of one.
    assertThat(rig.events).containsOnlyOnce("image success").doesNotContain("download success");
  }
}
