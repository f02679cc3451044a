/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import { ApiError, GoogleGenAI } from '@google/genai';
import { Sdk, events, exchange, json, listed, noise } from './stage.mjs';

const sdk = new Sdk((baseUrl, apiKey) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }));

const model = 'gemini-2.5-flash';
const question = { model, contents: 'Which town? Ça va 😀?' };

function generated(text, members = {}) {
  return {
    candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 7, totalTokenCount: 16 },
    modelVersion: model,
    responseId: 'Lima1',
    ...members,
  };
}

/** Without the head of the HTTP answer, in which the gateway says who it is. */
function said(answer) {
  return { ...answer, sdkHttpResponse: undefined };
}

const generates = async (client) => said(await client.models.generateContent(question));
const generate = [json(`POST /v1beta/models/${model}:generateContent`, generated('Lima. Ça va 😀!'))];

sdk.works('generates content', { ask: generates, exchanges: generate, shows: 'Lima. Ça va 😀!' });

sdk.works('is set up by its environment', {
  client: new GoogleGenAI({}),
  ask: generates,
  exchanges: generate,
  shows: 'Lima1',
});

sdk.works('streams content', {
  ask: async (client) => (await listed(client.models.generateContentStream(question))).map(said),
  exchanges: [
    events(
      `POST /v1beta/models/${model}:streamGenerateContent?alt=sse`,
      generated('Li'),
      generated('ma. 😀', { candidates: [{ content: { parts: [{ text: 'ma. 😀' }] }, finishReason: 'STOP', index: 0 }] }),
    ),
  ],
  shows: 'ma. 😀',
});

sdk.works('counts tokens', {
  ask: async (client) => said(await client.models.countTokens(question)),
  exchanges: [json(`POST /v1beta/models/${model}:countTokens`, { totalTokens: 9 })],
  shows: 'totalTokens: 9',
});

sdk.works('embeds', {
  ask: async (client) => said(await client.models.embedContent({ model: 'gemini-embedding-001', contents: 'Lima' })),
  exchanges: [
    json('POST /v1beta/models/gemini-embedding-001:batchEmbedContents', { embeddings: [{ values: [0.25, -0.5] }] }),
  ],
  shows: '0.25',
});

sdk.works('lists models, page by page', {
  ask: (client) => listed(client.models.list({ config: { pageSize: 1 } })),
  exchanges: [
    json('GET /v1beta/models?pageSize=1', { models: [{ name: `models/${model}` }], nextPageToken: 'a/b+c=' }),
    json('GET /v1beta/models?pageSize=1&pageToken=a%2Fb%2Bc%3D', { models: [{ name: 'models/gemini-2.5-pro' }] }),
  ],
  shows: 'gemini-2.5-pro',
});

const interaction = {
  id: 'v1_Lima',
  object: 'interaction',
  model,
  status: 'completed',
  steps: [{ type: 'model_output', content: [{ type: 'text', text: 'Lima. 😀' }] }],
  usage: { total_input_tokens: 9, total_output_tokens: 7, total_tokens: 16 },
};

sdk.works('creates an interaction', {
  ask: async (client) => said(await client.interactions.create({ model, input: 'Which town?' })),
  exchanges: [json('POST /v1beta/interactions', interaction)],
  shows: 'Lima. 😀',
});

const start = exchange('POST /upload/v1beta/files', {
  headers: {
    'x-goog-upload-status': 'active',
    'x-goog-upload-url': '{upstream}/upload/v1beta/files?upload_id=AMd-Lima_1&upload_protocol=resumable',
  },
});
const next = 'POST /upload/v1beta/files?upload_id=AMd-Lima_1&upload_protocol=resumable';
const more = exchange(next, { headers: { 'x-goog-upload-status': 'active' } });
const end = json(
  next,
  { file: { name: 'files/lima', mimeType: 'text/csv', sizeBytes: '17', uri: 'https://example.com/v1beta/files/lima' } },
  { headers: { 'x-goog-upload-status': 'final' } },
);

function uploads(content) {
  return async (client) => said(await client.files.upload({ file: new Blob([content], { type: 'text/csv' }) }));
}

sdk.works('uploads a file', {
  ask: uploads('Lima,Peru\nQuito,E'),
  exchanges: [start, end],
  shows: 'files/lima',
});

sdk.works('uploads a file, piece by piece', {
  ask: uploads(noise(17 << 20)),
  exchanges: [start, more, more, end],
  shows: 'files/lima',
});

sdk.works('lists files', {
  ask: (client) => listed(client.files.list()),
  exchanges: [json('GET /v1beta/files', { files: [{ name: 'files/lima' }] })],
  shows: 'files/lima',
});

function error(code, status, message) {
  return `{\n  "error": {\n    "code": ${code},\n    "message": "${message} \\u00e4",\n    "status": "${status}"\n  }\n}\n`;
}

/** One class for all of them. */
const raises = { 401: ApiError, 403: ApiError, 404: ApiError, 429: ApiError, 500: ApiError };

sdk.raisesErrorsOfTheProvider({
  ask: generates,
  request: `POST /v1beta/models/${model}:generateContent`,
  bodies: {
    401: error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    403: error(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.'),
    404: error(404, 'NOT_FOUND', 'models/gemini-9 is not found for API version v1beta'),
    429: error(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota'),
    500: error(500, 'INTERNAL', 'An internal error has occurred.'),
  },
  raises,
});

/** It does not try again by default. */
sdk.raisesRefusals({ ask: generates, exchanges: generate, raises });
