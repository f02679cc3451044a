/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import Anthropic, { toFile } from '@anthropic-ai/sdk';
import { Sdk, bytes, events, json, listed, noise } from './stage.mjs';

const sdk = new Sdk((baseURL, apiKey, { retries } = {}) => new Anthropic({ baseURL, apiKey, maxRetries: retries }));

const question = {
  model: 'claude-haiku-4-5',
  max_tokens: 1000,
  messages: [{ role: 'user', content: 'Which town? Ça va 😀?' }],
};
const message = {
  model: 'claude-haiku-4-5-20251001',
  id: 'msg_01Lima',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'Lima. Ça va 😀!' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 21, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 7 },
  a_member_of_next_year: { n: [1, 2.5, 3e4] },
};
const createsMessage = (client) => client.messages.create(question);

sdk.works('creates a message', {
  ask: createsMessage,
  exchanges: [json('POST /v1/messages', message)],
  shows: 'Lima. Ça va 😀!',
});

sdk.works('is set up by its environment', {
  client: new Anthropic(),
  ask: createsMessage,
  exchanges: [json('POST /v1/messages', message)],
  shows: 'msg_01Lima',
});

sdk.works('creates a message, beta', {
  ask: (client) => client.beta.messages.create({ ...question, betas: ['a-beta-2026-11-01'] }),
  exchanges: [json('POST /v1/messages', message)],
  shows: 'msg_01Lima',
});

function event(type, members) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}`;
}

const streamed = [
  events(
    'POST /v1/messages',
    event('message_start', { message: { ...message, id: 'msg_02Lima', content: [], stop_reason: null } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    'event: ping\ndata: {"type": "ping"}',
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Li' } }),
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'ma. 😀' } }),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } }),
    event('message_stop', {}),
  ),
];

sdk.works('streams a message', {
  ask: (client) => listed(client.messages.create({ ...question, stream: true })),
  exchanges: streamed,
  shows: 'ma. 😀',
});

sdk.works('gathers a streamed message', {
  ask: (client) => client.messages.stream(question).finalMessage(),
  exchanges: streamed,
  shows: 'Lima. 😀',
});

sdk.works('counts tokens', {
  ask: (client) => client.messages.countTokens({ model: question.model, messages: question.messages }),
  exchanges: [json('POST /v1/messages/count_tokens', { input_tokens: 14 })],
  shows: 'input_tokens: 14',
});

const model = {
  type: 'model',
  id: 'claude-haiku-4-5-20251001',
  display_name: 'Claude Haiku 4.5',
  created_at: '2025-10-15T00:00:00Z',
};
const models = { data: [model], has_more: false, first_id: model.id, last_id: model.id };
const listsModels = (client) => listed(client.models.list());

sdk.works('lists models', {
  ask: listsModels,
  exchanges: [json('GET /v1/models', models)],
  shows: 'Claude Haiku 4.5',
});

const file = {
  type: 'file',
  id: 'file_01Lima',
  size_bytes: 17,
  created_at: '2026-11-22T10:00:00.340000Z',
  filename: 'towns.csv',
  mime_type: 'text/csv',
  downloadable: false,
};

sdk.works('uploads a file', {
  ask: async (client) => client.files.upload({ file: await towns() }),
  exchanges: [json('POST /v1/files', file)],
  shows: 'file_01Lima',
});

sdk.works('uploads a file, beta', {
  ask: async (client) => client.beta.files.upload({ file: await towns(), betas: ['files-api-2025-04-14'] }),
  exchanges: [json('POST /v1/files', file)],
  shows: 'file_01Lima',
});

function towns() {
  return toFile(Buffer.from('Lima,Peru\nQuito,E'), 'towns.csv', { type: 'text/csv' });
}

sdk.works('downloads a file, beta', {
  ask: async (client) => {
    const content = await client.beta.files.download('file_01Lima', { betas: ['files-api-2025-04-14'] });
    return Buffer.from(await content.arrayBuffer()).toString('hex');
  },
  exchanges: [bytes('GET /v1/files/file_01Lima/content', noise(20_000), 'application/octet-stream')],
  shows: noise(20_000).toString('hex'),
});

sdk.works('creates a batch', {
  ask: (client) => client.messages.batches.create({ requests: [{ custom_id: 'peru', params: question }] }),
  exchanges: [
    json('POST /v1/messages/batches', {
      id: 'msgbatch_01Lima',
      type: 'message_batch',
      processing_status: 'in_progress',
      request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
      created_at: '2026-11-22T10:00:00.123456+00:00',
      results_url: null,
    }),
  ],
  shows: 'msgbatch_01Lima',
});

sdk.works('asks again where the provider wants it', {
  ask: createsMessage,
  exchanges: [
    json('POST /v1/messages', error('overloaded_error', 'Overloaded'), {
      status: 529,
      headers: { 'retry-after-ms': '5' },
    }),
    json('POST /v1/messages', message),
  ],
  shows: 'msg_01Lima',
});

const raises = {
  401: Anthropic.AuthenticationError,
  403: Anthropic.PermissionDeniedError,
  404: Anthropic.NotFoundError,
  429: Anthropic.RateLimitError,
  500: Anthropic.InternalServerError,
};

function error(type, text) {
  return `{"type":"error", "error":{"type":"${type}","message":"${text} \\u00e4"},"request_id":"req_01Lima" }`;
}

sdk.raisesErrorsOfTheProvider({
  ask: createsMessage,
  request: 'POST /v1/messages',
  bodies: {
    401: error('authentication_error', 'invalid x-api-key'),
    403: error('permission_error', 'Your API key does not have permission'),
    404: error('not_found_error', 'model: claude-9'),
    429: error('rate_limit_error', 'This request would exceed your rate limit'),
    500: error('api_error', 'Internal server error'),
  },
  raises,
});

sdk.raisesRefusals({
  ask: listsModels,
  exchanges: [json('GET /v1/models', models)],
  raises,
  retries: 1,
  tries: { upstream_unreachable: 2, no_credential: 1 },
});
