/** Budgets and rate limits that many nodes share, in Redis or Valkey. */
@NullMarked
package ai.dheera.passthrough.redis;

import org.jspecify.annotations.NullMarked;
