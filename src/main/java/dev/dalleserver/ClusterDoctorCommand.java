package dev.dalleserver;

import dev.dalleserver.cli.DoctorCommand;
import dev.dalleserver.cluster.doctor.ClusterDoctor;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.SchemaException;
import dev.dalleserver.cluster.s3.BucketException;
import dev.dalleserver.console.EscapedText;
import dev.dalleserver.settings.ClusterSettings;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;

/** The command {@code doctor} with the settings of a cluster. */
final class ClusterDoctorCommand {
  private static final int EXIT_HEALTHY = 0;
  private static final int EXIT_PROBLEMS = 1;

  private final ClusterSettings cluster;
  private final PrintStream out;
  private final PrintStream err;

  ClusterDoctorCommand(ClusterSettings cluster, PrintStream out, PrintStream err) {
    this.cluster = cluster;
    this.out = out;
    this.err = err;
  }

  /**
   * Examines the cluster and prints what is found.
   *
   * @return 0 when everything is intact or has been mended
   */
  int run(DoctorCommand.Repair repair) {
    try (ClusterAccess access = ClusterAccess.open(cluster, "dalleserver doctor")) {
      ClusterDoctor doctor =
          new ClusterDoctor(
              new ClusterDoctor.Place(
                  access.url(), access.password(), access.database(), access.bucket()),
              Clock.systemUTC(),
              switch (repair) {
                case NOTHING -> ClusterDoctor.Repair.NOTHING;
                case SAFE -> ClusterDoctor.Repair.SAFE;
                case ALL -> ClusterDoctor.Repair.ALL;
              },
              line -> out.println(EscapedText.oneLine(line)));
      boolean healthy = doctor.run();
      String left = repair == DoctorCommand.Repair.NOTHING ? "" : ", " + doctor.left() + " left";
      out.println(doctor.problems() + " problems" + left);
      return healthy ? EXIT_HEALTHY : EXIT_PROBLEMS;
    } catch (BucketException e) {
      printError("cut off: " + e.withRemedy());
    } catch (IOException | SchemaException e) {
      printError(PlainReason.of(e));
    } catch (DatabaseUnavailableException | DatabaseException e) {
      printError(
          "cut off: --database-url "
              + cluster.databaseUrl()
              + ": "
              + PlainReason.of(e)
              + "; once it answers, run this again");
    }
    return EXIT_PROBLEMS;
  }

  private void printError(String line) {
    err.println("doctor: " + EscapedText.oneLine(line));
  }
}
