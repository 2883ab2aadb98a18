package dev.dalleserver.doctor;

import java.util.List;

/**
 * All that was found.
 *
 * @param files how many were looked at
 * @param pictures how many pictures were decoded
 * @param complaints what is wrong
 * @param notes what is well, but worth knowing; one line each, for a terminal
 */
public record DoctorReport(int files, int pictures, List<Problem> complaints, List<String> notes) {
  public DoctorReport {
    complaints = List.copyOf(complaints);
    notes = List.copyOf(notes);
  }
}
