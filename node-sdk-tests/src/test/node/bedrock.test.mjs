/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
import { crc32 } from 'node:zlib';
import {
  AccessDeniedException,
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  InternalServerException,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ListAsyncInvokesCommand,
  ResourceNotFoundException,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Sdk, exchange, json, listed } from './stage.mjs';

const region = 'eu-west-3';

/** Its own handler speaks HTTP/2 only, without TLS too. */
function client(endpoint, identity, { retries = 2 } = {}) {
  const requestHandler = new NodeHttpHandler();
  return new BedrockRuntimeClient({ endpoint, region, requestHandler, maxAttempts: 1 + retries, ...identity });
}

function bearer(endpoint, token, options) {
  return client(endpoint, { token: { token }, authSchemePreference: ['httpBearerAuth'] }, options);
}

/** Whoever has a key without a secret may sign with any. */
function signature(endpoint, accessKeyId, options) {
  const credentials = { accessKeyId, secretAccessKey: 'any' };
  return client(endpoint, { credentials, authSchemePreference: ['sigv4'] }, options);
}

const sdk = new Sdk(bearer);
const signing = new Sdk(signature);

const modelId = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const path = '/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0';
const question = { modelId, messages: [{ role: 'user', content: [{ text: 'Which town? Ça va 😀?' }] }] };
const answer = {
  metrics: { latencyMs: 551 },
  output: { message: { role: 'assistant', content: [{ text: 'Lima. Ça va 😀!' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 26, outputTokens: 4, totalTokens: 30 },
};

/** Without what tells of the HTTP answer. */
function said(result) {
  return { ...result, $metadata: undefined };
}

const converses = async (client) => said(await client.send(new ConverseCommand(question)));

for (const [kind, authenticated] of Object.entries({ 'a bearer token': sdk, 'a signature': signing })) {
  authenticated.works(`converses with ${kind}`, {
    ask: converses,
    exchanges: [json(`POST ${path}/converse`, answer)],
    shows: 'Lima. Ça va 😀!',
  });
}

sdk.works('is set up by its environment, and speaks HTTP/2', {
  client: new BedrockRuntimeClient({ region }),
  ask: converses,
  exchanges: [json(`POST ${path}/converse`, answer)],
  shows: 'Lima',
});

sdk.works('invokes a model by its ARN', {
  ask: async (client) => {
    const result = await client.send(
      new InvokeModelCommand({
        modelId: 'arn:aws:bedrock:eu-west-3:123456789012:inference-profile/eu.amazon.nova-lite-v1:0',
        contentType: 'application/json',
        body: '{"messages": [ ]}',
      }),
    );
    return Buffer.from(result.body).toString();
  },
  exchanges: [
    json(
      'POST /model/arn%3Aaws%3Abedrock%3Aeu-west-3%3A123456789012%3Ainference-profile%2Feu.amazon.nova-lite-v1%3A0/invoke',
      '{"output": {"message":{"content":[{"text":"Lima"}]}}}',
    ),
  ],
  shows: '{"output": {"message":{"content":[{"text":"Lima"}]}}}',
});

/** A message of AWS's event stream. */
function frame(type, payload) {
  const headers = Buffer.concat([
    header(':event-type', type),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.concat([uint32(headers.length + body.length + 16), uint32(headers.length)]);
  const all = Buffer.concat([prelude, uint32(crc32(prelude)), headers, body]);
  return Buffer.concat([all, uint32(crc32(all))]);
}

function header(name, value) {
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(7, 0, value.length), Buffer.from(value)]);
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function frames(request, ...all) {
  const headers = { 'content-type': 'application/vnd.amazon.eventstream' };
  return exchange(request, { headers, body: Buffer.concat(all), chunked: true });
}

sdk.works('streams a conversation', {
  ask: async (client) => listed((await client.send(new ConverseStreamCommand(question))).stream),
  exchanges: [
    frames(
      `POST ${path}/converse-stream`,
      frame('messageStart', { role: 'assistant' }),
      frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Li' } }),
      frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'ma. 😀' } }),
      frame('contentBlockStop', { contentBlockIndex: 0 }),
      frame('messageStop', { stopReason: 'end_turn' }),
      frame('metadata', { usage: answer.usage, metrics: { latencyMs: 9 } }),
    ),
  ],
  shows: 'ma. 😀',
});

sdk.works('streams what a model answers', {
  ask: async (client) => {
    const result = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId, contentType: 'application/json', body: '{}' }),
    );
    return (await listed(result.body)).map((event) => Buffer.from(event.chunk.bytes).toString());
  },
  exchanges: [
    frames(
      `POST ${path}/invoke-with-response-stream`,
      frame('chunk', { bytes: Buffer.from('{"type":"message_start"}').toString('base64'), p: 'abc' }),
      frame('chunk', { bytes: Buffer.from('{"type":"message_stop"}').toString('base64'), p: 'abcdef' }),
    ),
  ],
  shows: 'message_stop',
});

sdk.works('lists what runs', {
  ask: async (client) => said(await client.send(new ListAsyncInvokesCommand({ maxResults: 1, nextToken: 'a/b+c=' }))),
  exchanges: [json('GET /async-invoke?maxResults=1&nextToken=a%2Fb%2Bc%3D', { asyncInvokeSummaries: [] })],
  shows: 'asyncInvokeSummaries',
});

sdk.works('asks again where the provider has an error', {
  ask: converses,
  exchanges: [
    json(`POST ${path}/converse`, { message: 'try again' }, {
      status: 503,
      headers: { 'x-amzn-errortype': 'ServiceUnavailableException' },
    }),
    json(`POST ${path}/converse`, answer),
  ],
  shows: 'Lima',
});

const raises = {
  401: AccessDeniedException,
  403: AccessDeniedException,
  404: ResourceNotFoundException,
  429: ThrottlingException,
  500: InternalServerException,
};

sdk.raisesErrorsOfTheProvider({
  ask: converses,
  request: `POST ${path}/converse`,
  bodies: {
    401: '{"message":"The security token included in the request is invalid. \\u00e4"}',
    403: '{"Message":"You don\'t have access to the model with the specified model ID."}',
    404: '{"message":"Could not resolve the foundation model"}',
    429: '{"message":"Too many requests, please wait before trying again."}',
    500: '{"message":"Internal error"}',
  },
  headers: {
    401: { 'x-amzn-errortype': 'UnrecognizedClientException' },
    403: { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/com.amazon.coral.service/' },
    404: { 'x-amzn-errortype': 'ResourceNotFoundException' },
    429: { 'x-amzn-errortype': 'ThrottlingException' },
    500: { 'x-amzn-errortype': 'InternalServerException' },
  },
  raises: { ...raises, 401: BedrockRuntimeServiceException },
});

/**
 * It does not know x-should-retry, and tries again after every 500. A path without a provider's name cannot be answered in
 * AWS's form.
 */
sdk.raisesRefusals({
  ask: converses,
  exchanges: [json(`POST ${path}/converse`, answer)],
  raises: { ...raises, unknown_provider: BedrockRuntimeServiceException },
  says: { unknown_provider: 'UnknownError' },
  retries: 1,
  tries: { upstream_unreachable: 2, no_credential: 2 },
});
