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
public record Diagnosis(int files, int pictures, List<Complaint> complaints, List<String> notes) {
  public Diagnosis {
    complaints = List.copyOf(complaints);
    notes = List.copyOf(notes);
  }
}
