/**
 * Requests and answers: parameters, access rules, errors, and bodies that are sent without
 * blocking.
 */
@NullMarked
package dev.dalleserver.web.http;

import org.jspecify.annotations.NullMarked;
