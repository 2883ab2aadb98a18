/** Tests of the whole server. */
package dev.dalleserver;
