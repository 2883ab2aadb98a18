/** The server as an operator installs it: as a service of systemd, behind nginx. */
package dev.dalleserver.service;
