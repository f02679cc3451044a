/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import { Mistral } from '@mistralai/mistralai';
import { SDKError } from '@mistralai/mistralai/models/errors/index.js';
import { Sdk, bytes, events, json, listed, noise } from './stage.mjs';

const sdk = new Sdk((serverURL, apiKey) => new Mistral({ serverURL, apiKey }));

const question = { model: 'mistral-small-latest', messages: [{ role: 'user', content: 'Which town? Ça va 😀?' }] };
const usage = { prompt_tokens: 13, completion_tokens: 7, total_tokens: 20 };
const completion = {
  id: 'Lima1',
  object: 'chat.completion',
  created: 1795341600,
  model: 'mistral-small-latest',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Lima. Ça va 😀!' }, finish_reason: 'stop' }],
  usage,
};
const completes = (client) => client.chat.complete(question);

sdk.works('completes a chat', {
  ask: completes,
  exchanges: [json('POST /v1/chat/completions', completion)],
  shows: 'Lima. Ça va 😀!',
});

sdk.works('takes its key from its environment', {
  client: new Mistral({ serverURL: `${process.env.GATEWAY_URL}/mistral` }),
  ask: completes,
  exchanges: [json('POST /v1/chat/completions', completion)],
  shows: 'Lima1',
});

function chunk(content, finish, more = {}) {
  return {
    id: 'Lima2',
    object: 'chat.completion.chunk',
    created: 1795341600,
    model: 'mistral-small-latest',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
    ...more,
  };
}

sdk.works('streams a chat', {
  ask: (client) => listed(client.chat.stream(question)),
  exchanges: [
    events(
      'POST /v1/chat/completions',
      chunk('Li', null),
      chunk('ma. 😀', null),
      chunk('', 'stop', { usage }),
      'data: [DONE]',
    ),
  ],
  shows: 'ma. 😀',
});

sdk.works('creates embeddings', {
  ask: (client) => client.embeddings.create({ model: 'mistral-embed', inputs: ['Lima'] }),
  exchanges: [
    json('POST /v1/embeddings', {
      id: 'Lima3',
      object: 'list',
      model: 'mistral-embed',
      usage,
      data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5] }],
    }),
  ],
  shows: '0.25',
});

const models = {
  object: 'list',
  data: [
    {
      id: 'mistral-small-latest',
      object: 'model',
      created: 1795341600,
      owned_by: 'mistralai',
      capabilities: { completion_chat: true, function_calling: true },
      type: 'base',
    },
  ],
};
const listsModels = (client) => client.models.list();

sdk.works('lists models', {
  ask: listsModels,
  exchanges: [json('GET /v1/models', models)],
  shows: 'mistral-small-latest',
});

sdk.works('uploads a file', {
  ask: (client) =>
    client.files.upload({ file: { fileName: 'towns.jsonl', content: new Blob(['{"town":"Lima"}\n']) } }),
  exchanges: [
    json('POST /v1/files', {
      id: '497f6eca-6276-4993-bfeb-53cbbbba6f09',
      object: 'file',
      bytes: 16,
      created_at: 1795341600,
      filename: 'towns.jsonl',
      purpose: 'fine-tune',
      sample_type: 'instruct',
      source: 'upload',
    }),
  ],
  shows: '497f6eca',
});

sdk.works('downloads a file', {
  ask: async (client) => {
    const content = await client.files.download({ fileId: '497f6eca' });
    return Buffer.from(await new Response(content).arrayBuffer()).toString('hex');
  },
  exchanges: [bytes('GET /v1/files/497f6eca/content', noise(20_000), 'application/octet-stream')],
  shows: noise(20_000).toString('hex'),
});

sdk.works('transcribes audio', {
  ask: (client) =>
    client.audio.transcriptions.complete({
      model: 'voxtral-mini-latest',
      file: { fileName: 'words.mp3', content: new Blob([noise(30_000)]) },
    }),
  exchanges: [
    json('POST /v1/audio/transcriptions', {
      model: 'voxtral-mini-2602',
      text: 'Lima is the capital of Peru.',
      language: null,
      usage: { ...usage, prompt_audio_seconds: 3 },
    }),
  ],
  shows: 'Lima is the capital of Peru.',
});

/** One class for all of them. */
const raises = { 401: SDKError, 403: SDKError, 404: SDKError, 429: SDKError, 500: SDKError };

sdk.raisesErrorsOfTheProvider({
  ask: completes,
  request: 'POST /v1/chat/completions',
  bodies: {
    401: '{"detail":"Unauthorized \\u00e4"}',
    403: '{"message":"Forbidden","request_id":"4f1c"}',
    404: '{"message":"no Route matched with those values","request_id":"4f1d"}',
    429: '{"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","param":null,"code":"3505"}',
    500: '{"object":"error", "message":"Internal server error", "type":"internal_server_error", "code":"1000"}',
  },
  raises,
});

/** It does not try again by default. */
sdk.raisesRefusals({ ask: listsModels, exchanges: [json('GET /v1/models', models)], raises });
