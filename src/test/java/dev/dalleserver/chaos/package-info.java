/** The whole server under faults that no unit test can make: kills, full disks, slow clients. */
package dev.dalleserver.chaos;
