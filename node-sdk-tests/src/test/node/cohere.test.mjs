/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import { Cohere, CohereClient, CohereClientV2, CohereError } from 'cohere-ai';
import { Sdk, events, json, listed, noise } from './stage.mjs';

const sdk = new Sdk(
  (environment, token, { retries } = {}) => new CohereClientV2({ environment, token, maxRetries: retries }),
);

const question = { model: 'command-a-03-2025', messages: [{ role: 'user', content: 'Which town? Ça va 😀?' }] };
const answer = {
  id: 'c14c80c3-18eb-4519-9460-6c92edd8cfb4',
  finish_reason: 'COMPLETE',
  message: { role: 'assistant', content: [{ type: 'text', text: 'Lima. Ça va 😀!' }] },
  usage: { billed_units: { input_tokens: 5, output_tokens: 7 }, tokens: { input_tokens: 71, output_tokens: 7 } },
};
const chats = (client) => client.chat(question);

sdk.works('chats', { ask: chats, exchanges: [json('POST /v2/chat', answer)], shows: 'Lima. Ça va 😀!' });

sdk.works('takes its key from its environment', {
  client: new CohereClientV2({ environment: `${process.env.GATEWAY_URL}/cohere` }),
  ask: chats,
  exchanges: [json('POST /v2/chat', answer)],
  shows: 'Lima',
});

function event(type, members) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}`;
}

sdk.works('streams a chat', {
  ask: (client) => listed(client.chatStream(question)),
  exchanges: [
    events(
      'POST /v2/chat',
      event('message-start', { id: 'Lima2', delta: { message: { role: 'assistant', content: [] } } }),
      event('content-start', { index: 0, delta: { message: { content: { type: 'text', text: '' } } } }),
      event('content-delta', { index: 0, delta: { message: { content: { text: 'Li' } } } }),
      event('content-delta', { index: 0, delta: { message: { content: { text: 'ma. 😀' } } } }),
      event('content-end', { index: 0 }),
      event('message-end', { delta: { finish_reason: 'COMPLETE', usage: answer.usage } }),
    ),
  ],
  shows: 'ma. 😀',
});

sdk.works('embeds', {
  ask: (client) =>
    client.embed({
      model: 'embed-v4.0',
      texts: ['Lima'],
      inputType: 'search_query',
      embeddingTypes: ['float'],
    }),
  exchanges: [
    json('POST /v2/embed', {
      id: 'da6e531f',
      embeddings: { float: [[0.016296387, -0.008354187]] },
      texts: ['Lima'],
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: 2 } },
    }),
  ],
  shows: '0.016296387',
});

sdk.works('reranks', {
  ask: (client) => client.rerank({ model: 'rerank-v4.0-pro', query: 'Peru', documents: ['Quito', 'Lima'] }),
  exchanges: [
    json('POST /v2/rerank', {
      id: '07734bd2',
      results: [{ index: 1, relevance_score: 0.999071 }],
      meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
    }),
  ],
  shows: '0.999071',
});

const models = {
  models: [{ name: 'command-a-03-2025', endpoints: ['chat'], finetuned: false, context_length: 288000 }],
  next_page_token: null,
};
const listsModels = (client) => client.models.list({ pageSize: 3 });

sdk.works('lists models', {
  ask: listsModels,
  exchanges: [json('GET /v1/models?page_size=3', models)],
  shows: 'command-a-03-2025',
});

sdk.works('transcribes audio', {
  ask: (client) =>
    client.audio.transcriptions.create(new File([noise(30_000)], 'words.mp3'), {
      model: 'cohere-transcribe-03-2026',
      language: 'en',
    }),
  exchanges: [json('POST /v2/audio/transcriptions', { text: 'Lima is the capital of Peru.' })],
  shows: 'Lima is the capital of Peru.',
});

sdk.works('uploads a dataset', {
  ask: (client) =>
    client.datasets.create(new File(['{"text":"Lima"}\n'], 'towns.jsonl'), undefined, {
      name: 'towns',
      type: 'embed-input',
    }),
  exchanges: [json('POST /v1/datasets?name=towns&type=embed-input', { id: 'towns-Lima' })],
  shows: 'towns-Lima',
});

/** It drops a version from its base URL. */
const old = new Sdk((environment, token) => new CohereClient({ environment: `${environment}/v1`, token }));

old.works('tokenizes with the client for version 1', {
  ask: (client) => client.tokenize({ text: 'Lima', model: 'command-a-03-2025' }),
  exchanges: [json('POST /v1/tokenize', { tokens: [8466, 5169], token_strings: ['Li', 'ma'] })],
  shows: '8466',
});

sdk.works('asks again where the provider wants it', {
  ask: chats,
  exchanges: [
    json('POST /v2/chat', { message: 'overloaded' }, { status: 503, headers: { 'retry-after': '1' } }),
    json('POST /v2/chat', answer),
  ],
  shows: 'Lima',
});

const raises = {
  401: Cohere.UnauthorizedError,
  403: Cohere.ForbiddenError,
  404: Cohere.NotFoundError,
  429: Cohere.TooManyRequestsError,
  500: Cohere.InternalServerError,
};

sdk.raisesErrorsOfTheProvider({
  ask: chats,
  request: 'POST /v2/chat',
  bodies: {
    401: '{"id":"8f3a","message":"invalid api token \\u00e4"}',
    403: '{"id":"8f3b","message":"that model needs another plan"}',
    404: '{"id":"8f3c","message":"model \'command-9\' not found"}',
    429: '{ "id":"8f3d", "message":"You are past the per minute request limit" }',
    500: '{"id":"8f3e","message":"internal server error"}',
    418: '{"message":"no class of its own"}',
  },
  raises: { ...raises, 418: CohereError },
});

/** It does not know x-should-retry, and tries again after every 500. */
sdk.raisesRefusals({
  ask: listsModels,
  exchanges: [json('GET /v1/models?page_size=3', models)],
  raises,
  retries: 1,
  tries: { upstream_unreachable: 2, no_credential: 2 },
});
