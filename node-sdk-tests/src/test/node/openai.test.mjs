/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import OpenAI, { toFile } from 'openai';
import { Sdk, bytes, events, exchange, json, listed, noise } from './stage.mjs';

const sdk = new Sdk(
  (baseUrl, apiKey, { retries } = {}) => new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey, maxRetries: retries }),
);

const chat = { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Which town? Ça va 😀?' }] };
const chatCompletion = {
  id: 'chatcmpl-Lima1',
  object: 'chat.completion',
  created: 1795341600,
  model: 'gpt-5-mini-2025-08-07',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Lima. Ça va 😀!', refusal: null, annotations: [] },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 13, completion_tokens: 74, total_tokens: 87 },
  a_member_of_next_year: [1, 2.5, 3e4],
};
const createsChat = (client) => client.chat.completions.create(chat);

sdk.works('creates a chat completion', {
  ask: createsChat,
  exchanges: [json('POST /v1/chat/completions', chatCompletion)],
  shows: 'Lima. Ça va 😀!',
});

sdk.works('is set up by its environment', {
  client: new OpenAI(),
  ask: createsChat,
  exchanges: [json('POST /v1/chat/completions', chatCompletion)],
  shows: 'chatcmpl-Lima1',
});

function chunk(delta, finish, usage = null) {
  const choices = delta ? [{ index: 0, delta, logprobs: null, finish_reason: finish }] : [];
  return {
    id: 'chatcmpl-Lima2',
    object: 'chat.completion.chunk',
    created: 1795341600,
    model: 'gpt-5-mini-2025-08-07',
    choices,
    usage,
  };
}

sdk.works('streams a chat completion', {
  ask: (client) => listed(client.chat.completions.create({ ...chat, stream: true })),
  exchanges: [
    events(
      'POST /v1/chat/completions',
      chunk({ role: 'assistant', content: '' }, null),
      chunk({ content: 'Li' }, null),
      chunk({ content: 'ma. 😀' }, null),
      chunk({}, 'stop'),
      chunk(null, null, { prompt_tokens: 13, completion_tokens: 74, total_tokens: 87 }),
      'data: [DONE]',
    ),
  ],
  shows: 'ma. 😀',
});

const response = {
  id: 'resp_Lima',
  object: 'response',
  created_at: 1795341600,
  status: 'completed',
  model: 'gpt-5-mini-2025-08-07',
  output: [
    {
      id: 'msg_Lima',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', annotations: [], logprobs: [], text: 'Lima. 😀' }],
    },
  ],
  usage: { input_tokens: 13, output_tokens: 7, total_tokens: 20 },
};
const question = { model: 'gpt-5-mini', input: 'Which town is the capital of Peru?' };

sdk.works('creates a response', {
  ask: async (client) => (await client.responses.create(question)).output_text,
  exchanges: [json('POST /v1/responses', response)],
  shows: 'Lima. 😀',
});

function responseEvent(type, members) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}`;
}

sdk.works('streams a response', {
  ask: (client) => listed(client.responses.create({ ...question, stream: true })),
  exchanges: [
    events(
      'POST /v1/responses',
      responseEvent('response.created', { sequence_number: 0, response: { ...response, status: 'in_progress' } }),
      responseEvent('response.output_text.delta', { sequence_number: 1, item_id: 'msg_Lima', delta: 'Lima. 😀' }),
      responseEvent('response.completed', { sequence_number: 2, response }),
    ),
  ],
  shows: 'response.completed',
});

sdk.works('creates embeddings', {
  ask: (client) => client.embeddings.create({ model: 'text-embedding-3-small', input: 'Lima' }),
  exchanges: [
    json('POST /v1/embeddings', {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: 'AACAPwAAAD8AAIA+' }],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 2, total_tokens: 2 },
    }),
  ],
  shows: '0.25',
});

const models = {
  object: 'list',
  data: [{ id: 'gpt-5-mini', object: 'model', created: 1754408100, owned_by: 'system' }],
};
const listsModels = (client) => listed(client.models.list());

sdk.works('lists models', { ask: listsModels, exchanges: [json('GET /v1/models', models)], shows: 'gpt-5-mini' });

const file = {
  object: 'file',
  id: 'file-Lima',
  purpose: 'user_data',
  filename: 'towns.csv',
  bytes: 16,
  created_at: 1795341600,
  status: 'processed',
};

sdk.works('uploads a file', {
  ask: async (client) =>
    client.files.create({
      file: await toFile(Buffer.from('Lima,Peru\nQuito,E'), 'towns.csv', { type: 'text/csv' }),
      purpose: 'user_data',
    }),
  exchanges: [json('POST /v1/files', file)],
  shows: 'file-Lima',
});

sdk.works('lists files, page by page', {
  ask: (client) => listed(client.files.list({ purpose: 'user_data', limit: 1 })),
  exchanges: [
    json('GET /v1/files?purpose=user_data&limit=1', { object: 'list', data: [file], has_more: true }),
    json('GET /v1/files?purpose=user_data&limit=1&after=file-Lima', {
      object: 'list',
      data: [{ ...file, id: 'file-Quito' }],
      has_more: false,
    }),
  ],
  shows: 'file-Quito',
});

sdk.works('downloads a file', {
  ask: async (client) => Buffer.from(await (await client.files.content('file-Lima')).arrayBuffer()).toString('hex'),
  exchanges: [bytes('GET /v1/files/file-Lima/content', noise(20_000), 'application/octet-stream')],
  shows: noise(20_000).toString('hex'),
});

sdk.works('deletes a file', {
  ask: (client) => client.files.delete('file-Lima'),
  exchanges: [json('DELETE /v1/files/file-Lima', { id: 'file-Lima', object: 'file', deleted: true })],
  shows: 'deleted: true',
});

sdk.works('transcribes audio', {
  ask: async (client) =>
    client.audio.transcriptions.create({ file: await toFile(noise(30_000), 'words.mp3'), model: 'gpt-4o-transcribe' }),
  exchanges: [
    json('POST /v1/audio/transcriptions', {
      text: 'Lima is the capital of Peru.',
      usage: { type: 'tokens', total_tokens: 19, input_tokens: 11, output_tokens: 8 },
    }),
  ],
  shows: 'Lima is the capital of Peru.',
});

sdk.works('speaks', {
  ask: async (client) => {
    const speech = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Lima' });
    return Buffer.from(await speech.arrayBuffer()).toString('hex');
  },
  exchanges: [
    exchange('POST /v1/audio/speech', { headers: { 'content-type': 'audio/mpeg' }, body: noise(20_000), chunked: true }),
  ],
  shows: noise(20_000).toString('hex'),
});

sdk.works('asks again where the provider wants it', {
  ask: createsChat,
  exchanges: [
    json('POST /v1/chat/completions', { error: { message: 'overloaded', type: 'server_error' } }, {
      status: 503,
      headers: { 'retry-after-ms': '5' },
    }),
    json('POST /v1/chat/completions', chatCompletion),
  ],
  shows: 'chatcmpl-Lima1',
});

const raises = {
  401: OpenAI.AuthenticationError,
  403: OpenAI.PermissionDeniedError,
  404: OpenAI.NotFoundError,
  429: OpenAI.RateLimitError,
  500: OpenAI.InternalServerError,
};

function error(message, type, code) {
  return `{\n  "error": {\n    "message": "${message} \\u00e4",\n    "type": "${type}",\n    "param": null,\n    "code": ${code}\n  }\n}`;
}

sdk.raisesErrorsOfTheProvider({
  ask: createsChat,
  request: 'POST /v1/chat/completions',
  bodies: {
    401: error('Incorrect API key provided: sk-…. ', 'invalid_request_error', '"invalid_api_key"'),
    403: error('Country, region, or territory not supported', 'request_forbidden', '"unsupported_country_region_territory"'),
    404: error('The model `gpt-9` does not exist', 'invalid_request_error', '"model_not_found"'),
    429: error('You exceeded your current quota', 'insufficient_quota', '"insufficient_quota"'),
    500: error('The server had an error', 'server_error', 'null'),
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
