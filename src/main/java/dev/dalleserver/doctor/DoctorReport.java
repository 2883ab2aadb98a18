package dev.dalleserver.doctor;

import java.util.List;

/**
 * The result of an examination.
 *
 * @param files the number of examined files
 * @param pictures the number of decoded pictures
 * @param problems the problems found
 * @param notes facts that are not problems but worth knowing; one line each, for a terminal
 */
public record DoctorReport(int files, int pictures, List<Problem> problems, List<String> notes) {
  public DoctorReport {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
