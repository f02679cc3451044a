/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';

/** Of each test, in ms: one that hangs fails. */
const PATIENCE = 30_000;

function variable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: these tests are run by NodeSdksTest`);
  }
  return value;
}

const GATEWAY = variable('GATEWAY_URL');
const PROVIDER = variable('PROVIDER');

/** An exchange with the provider: the request that is to come, and what is answered. */
export function exchange(request, { status = 200, headers = {}, body = '', chunked = false } = {}) {
  return { request, status, headers, body: Buffer.from(body).toString('base64'), chunked };
}

export function json(request, body, { status = 200, headers = {} } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return exchange(request, { status, headers: { 'content-type': 'application/json', ...headers }, body: text });
}

/** Server-sent events, each given as its lines, or as an object that becomes its data. */
export function events(request, ...all) {
  const body = all
    .map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}`))
    .map((event) => `${event}\n\n`)
    .join('');
  return exchange(request, { headers: { 'content-type': 'text/event-stream; charset=utf-8' }, body, chunked: true });
}

export function bytes(request, body, type) {
  return exchange(request, { headers: { 'content-type': type }, body });
}

/** All that a stream gives, in a list. */
export async function listed(stream) {
  const all = [];
  for await (const event of await stream) {
    all.push(event);
  }
  return all;
}

/** Bytes of all values, the same each time. */
export function noise(length) {
  const all = Buffer.alloc(length);
  for (let i = 0; i < length; i++) {
    all[i] = (i * 7919 + (i >> 8)) & 0xff;
  }
  return all;
}

async function stage(path, body) {
  const answer = await fetch(variable('STAGE_URL') + path, { method: 'POST', body: JSON.stringify(body ?? []) });
  return answer.status === 204 ? undefined : answer.json();
}

async function raised(ask) {
  try {
    await ask();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was raised');
}

/** What an error tells its user. */
function told(error) {
  return {
    class: error.constructor.name,
    status: statusOf(error),
    message: error.message,
    body: error.error ?? error.body,
    type: error.type,
    code: error.code,
  };
}

function statusOf(error) {
  return error.status ?? error.statusCode ?? error.$metadata?.httpStatusCode;
}

/**
 * An SDK under test. Whatever is asked is asked twice, straight of the provider with its credential, and through the
 * gateway with a virtual key, and has to come out the same.
 */
export class Sdk {
  /** @param make a function of (baseUrl, key, options) that makes a client as a user would */
  constructor(make) {
    this.make = make;
    this.itself = this.#straight();
    this.gateway = this.#through(`/${PROVIDER}`, 'USUAL');
  }

  #straight(options) {
    return this.make(variable('PROVIDER_URL'), variable('CREDENTIAL'), options);
  }

  #through(path, keyName, options) {
    return this.make(GATEWAY + path, variable(`KEY_${keyName}`), options);
  }

  /**
   * A call that works.
   *
   * @param ask a function of the client that gives something to compare
   * @param exchanges what passes between SDK and provider meanwhile
   * @param shows a part of the answer that the user has to find in what the SDK gives
   */
  works(name, { ask, exchanges, shows, client = this.gateway }) {
    test(name, { timeout: PATIENCE }, () => this.#same(this.itself, client, { ask, exchanges, shows }));
  }

  async #same(itself, gateway, { ask, exchanges, shows }) {
    await stage('/itself', exchanges);
    const wanted = await ask(itself);
    await stage('/behind', exchanges);
    const got = await ask(gateway);

    assert.deepEqual(got, wanted);
    const all = inspect(got, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity });
    assert.ok(all.includes(shows), `'${shows}' is not in ${all}`);
  }

  /**
   * Errors of the provider, which pass as they are.
   *
   * @param ask what causes them
   * @param request method and target of it
   * @param bodies what the provider answers, by status
   * @param headers what it says besides, by status
   * @param raises what the user is to catch, by status
   */
  raisesErrorsOfTheProvider({ ask, request, bodies, headers = {}, raises }) {
    for (const [status, body] of Object.entries(bodies)) {
      test(`raises the provider's own ${status} as without a gateway`, { timeout: PATIENCE }, async () => {
        const answer = [json(request, body, { status: Number(status), headers: headers[status] })];
        const once = { retries: 0 };
        await stage('/itself', answer);
        const wanted = await raised(() => ask(this.#straight(once)));
        await stage('/behind', answer);
        const got = await raised(() => ask(this.#through(`/${PROVIDER}`, 'USUAL', once)));

        assert.deepEqual(told(got), told(wanted));
        assert.equal(statusOf(got), Number(status));
        assert.equal(got.constructor, raises[status]);
      });
    }
  }

  /**
   * Answers of the gateway's own.
   *
   * @param ask what causes them, all but one without reaching the provider
   * @param exchanges what passes between SDK and provider where it is reached
   * @param raises what the user is to catch, by code or else by status
   * @param says what the SDK says in place of the gateway's words, by code
   * @param retries how often a client is told to try again, where that is not its default
   * @param tries how often it is to ask all the same, by code; once where nothing is said
   */
  raisesRefusals({ ask, exchanges, raises, says = {}, retries, tries = {} }) {
    const usual = `/${PROVIDER}`;
    const once = { retries: 0 };
    const again = { retries };
    const refusals = [
      ['invalid_key', 401, 'not one that this gateway', this.#through(usual, 'UNKNOWN', again)],
      ['provider_not_allowed', 403, 'not use provider', this.#through(usual, 'OTHER_PROVIDER', again)],
      ['unknown_route', 404, 'has no endpoint', this.#through(`${usual}/v7`, 'USUAL', again)],
      ['unknown_provider', 404, 'names no provider', this.#through('/nobody', 'USUAL', again)],
      ['upstream_unreachable', 500, 'could not be reached', this.#through(`${usual}-refusing`, 'USUAL', again)],
      ['no_credential', 500, 'no credential', this.#through(`${usual}-bare`, 'USUAL', again)],
    ];
    for (const [code, status, words, client] of refusals) {
      const times = tries[code] ?? 1;
      test(`raises ${code} after ${times} of ${1 + (retries ?? 0)} tries`, { timeout: PATIENCE }, () =>
        this.#refused({ ask: () => ask(client), code, status, words: says[code] ?? words, raises, tries: times }));
    }
    test('raises rate_limited', { timeout: PATIENCE }, async () => {
      const client = this.#through(usual, 'ONCE_A_MINUTE', once);
      await this.#same(this.#straight(once), client, { ask, exchanges, shows: '' });
      await this.#refused({
        ask: () => ask(client),
        code: 'rate_limited',
        status: 429,
        words: 'may make 1 requests per minute',
        raises,
        tries: 1,
      });
    });
  }

  async #refused({ ask, code, status, words, raises, tries }) {
    await stage('/refusals');

    const error = await raised(ask);

    assert.equal(statusOf(error), status, error);
    assert.equal(error.constructor, raises[code] ?? raises[status]);
    assert.ok(error.message.includes(words), error.message);
    assert.deepEqual(await stage('/refusals'), Array(tries).fill(code));
  }
}
