/** Tests of the whole server, and what tests of all packages share. */
package dev.dalleserver;
