// Usual calls of clients that know nothing of this server. BASE_URL makes pictures by the built-in
// painter; PROVIDED_URL by a provider that tells usage and a revised prompt, and REFUSING_URL by one
// whose moderation refuses every picture.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createOpenAI} from '@ai-sdk/openai';
import {DallEAPIWrapper} from '@langchain/openai';
import {generateImage} from 'ai';
import OpenAI from 'openai';

const {BASE_URL, PROVIDED_URL, REFUSING_URL} = process.env;
const at = (url) => new OpenAI({apiKey: 'sk-whatever', baseURL: `${url}/openai/v1`, maxRetries: 0});
const client = at(BASE_URL);
const prompt = 'a red fox in the snow';

const bytes = (base64) => Buffer.from(base64, 'base64');
const isPng = (data) => data.subarray(1, 4).toString('latin1') === 'PNG';
const isJpeg = (data) => data.readUInt16BE(0) === 0xffd8 && data.readUInt16BE(data.length - 2) === 0xffd9;
const sizeOfPng = (data) => `${data.readUInt32BE(16)}x${data.readUInt32BE(20)}`;

async function refused(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was refused');
}

async function collect(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

test('a picture with every option', async () => {
  const answer = await client.images.generate({
    model: 'gpt-image-1',
    prompt,
    n: 2,
    size: '256x192',
    quality: 'high',
    background: 'opaque',
    moderation: 'low',
    output_format: 'jpeg',
    output_compression: 70,
    partial_images: 0,
    stream: false,
    user: 'me',
  });
  assert.equal(answer.data.length, 2);
  answer.data.forEach(({b64_json}) => assert.ok(isJpeg(bytes(b64_json))));
  assert.equal(answer.output_format, 'jpeg');
  assert.equal(answer.size, '256x192');
  assert.equal(answer.quality, 'high');
  assert.equal(answer.background, 'opaque');
  assert.deepEqual(answer.usage, {
    input_tokens: 0,
    input_tokens_details: {image_tokens: 0, text_tokens: 0},
    output_tokens: 0,
    total_tokens: 0,
  });
});

test('more compression gives a smaller file', async () => {
  const of = async (output_compression) => {
    const answer = await client.images.generate({
      prompt,
      size: '128x128',
      output_format: 'jpeg',
      output_compression,
    });
    return bytes(answer.data[0].b64_json).length;
  };
  assert.ok((await of(10)) * 2 < (await of(95)));
});

test('clients of the older models get links, also to a JPEG', async () => {
  const older = {model: 'dall-e-3', prompt, size: '128x128', style: 'vivid', quality: 'hd'};
  const png = await client.images.generate(older);
  assert.ok(isPng(Buffer.from(await (await fetch(png.data[0].url)).arrayBuffer())));
  const jpeg = await client.images.generate({
    ...older,
    output_format: 'jpeg',
    response_format: 'url',
  });
  const got = await fetch(jpeg.data[0].url);
  assert.equal(got.headers.get('content-type'), 'image/jpeg');
  assert.ok(isJpeg(Buffer.from(await got.arrayBuffer())));
});

test('ten pictures, and sides that are no multiple of eight', async () => {
  const answer = await client.images.generate({prompt, n: 10, size: '75x101'});
  assert.equal(answer.data.length, 10);
  answer.data.forEach(({b64_json}) => assert.equal(sizeOfPng(bytes(b64_json)), '75x101'));
});

test('many requests at once wait for their turn', async () => {
  const all = Array.from({length: 6}, () => client.images.generate({prompt, size: '64x64'}));
  (await Promise.all(all)).forEach(({data}) => assert.equal(data.length, 1));
});

for (const [partial_images, output_format, check] of [
  [3, 'png', isPng],
  [1, 'jpeg', isJpeg],
  [0, 'png', isPng],
]) {
  test(`a stream with ${partial_images} partial images as ${output_format}`, async () => {
    const stream = await client.images.generate({
      model: 'gpt-image-1',
      prompt,
      size: '128x96',
      quality: 'high',
      stream: true,
      partial_images,
      output_format,
    });
    const events = await collect(stream);
    const last = events.pop();
    assert.equal(last.type, 'image_generation.completed');
    assert.ok(check(bytes(last.b64_json)));
    assert.deepEqual(Object.keys(last.usage).sort(), [
      'input_tokens',
      'input_tokens_details',
      'output_tokens',
      'total_tokens',
    ]);
    assert.deepEqual(
      events.map(({type, partial_image_index}) => [type, partial_image_index]),
      Array.from({length: partial_images}, (_, n) => ['image_generation.partial_image', n]),
    );
    [...events, last].forEach((event) => {
      assert.ok(check(bytes(event.b64_json)));
      assert.equal(event.size, '128x96');
      assert.equal(event.output_format, output_format);
      assert.equal(event.quality, 'high');
      assert.ok(['auto', 'opaque'].includes(event.background));
      assert.ok(Math.abs(event.created_at - Date.now() / 1000) < 60);
    });
    assert.notEqual(events.at(-1)?.b64_json, last.b64_json);
  });
}

test('a stream of several pictures', async () => {
  const events = await collect(
    await client.images.generate({prompt, size: '64x64', n: 3, stream: true}),
  );
  assert.deepEqual(
    events.map(({type}) => type),
    Array(3).fill('image_generation.completed'),
  );
});

test('a stream that is left early ends the work', async () => {
  const stream = await client.images.generate({
    prompt,
    size: '1024x1024',
    n: 10,
    stream: true,
    partial_images: 1,
  });
  for await (const event of stream) {
    assert.equal(event.type, 'image_generation.partial_image');
    break;
  }
  const list = async () =>
    (await (await fetch(`${BASE_URL}/v1/images/generations`)).json()).data.generations;
  const deadline = Date.now() + 10_000;
  while (!(await list()).some(({status}) => status === 'cancelled')) {
    assert.ok(Date.now() < deadline, 'it goes on');
  }
});

test('a name that is accepted is a model', async () => {
  await client.images.generate({model: 'my-own/name', prompt, size: '64x64'});
  const ids = (await collect(client.models.list())).map(({id}) => id);
  for (const id of ['offline-1', 'gpt-image-1', 'dall-e-3', 'my-own/name']) {
    assert.ok(ids.includes(id), id);
    assert.equal((await client.models.retrieve(id)).id, id);
  }
  const error = await refused(() => client.models.retrieve('none-of-these'));
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.equal(error.code, 'model_not_found');
});

test('what is wrong is named', async () => {
  for (const [param, value] of [
    ['output_format', 'webp'],
    ['n', 11],
    ['size', '32x32'],
    ['partial_images', 4],
    ['prompt', ' '],
  ]) {
    const error = await refused(() => client.images.generate({prompt, [param]: value}));
    assert.ok(error instanceof OpenAI.BadRequestError, param);
    assert.equal(error.param, param);
    assert.equal(error.type, 'invalid_request_error');
  }
  const nowhere = await refused(() => client.chat.completions.create({model: 'm', messages: []}));
  assert.ok(nowhere instanceof OpenAI.NotFoundError);
  assert.ok(nowhere.code);
});

test('what the moderation refuses is a bad request, with a stream too', async () => {
  for (const stream of [false, true]) {
    const error = await refused(() => at(REFUSING_URL).images.generate({prompt, stream}));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.code, 'moderation_blocked');
  }
});

test('what the provider tells is passed on', async () => {
  const usage = {
    input_tokens: 12,
    input_tokens_details: {image_tokens: 2, text_tokens: 10},
    output_tokens: 1056,
    total_tokens: 1068,
  };
  const request = {prompt, size: '1024x1024'};
  const answer = await at(PROVIDED_URL).images.generate(request);
  assert.equal(answer.data[0].revised_prompt, 'a revised "prompt"');
  assert.deepEqual(answer.usage, usage);
  const [event] = await collect(
    await at(PROVIDED_URL).images.generate({...request, stream: true, partial_images: 3}),
  );
  assert.equal(event.type, 'image_generation.completed');
  assert.deepEqual(event.usage, usage);
});

test('the AI SDK', async () => {
  const provider = createOpenAI({apiKey: 'sk-whatever', baseURL: `${BASE_URL}/openai/v1`});
  const {images} = await generateImage({
    model: provider.image('gpt-image-1'),
    prompt,
    n: 2,
    size: '128x128',
    providerOptions: {openai: {quality: 'high', background: 'opaque'}},
  });
  assert.equal(images.length, 2);
  images.forEach(({uint8Array}) => assert.equal(sizeOfPng(Buffer.from(uint8Array)), '128x128'));
});

test('the tool of LangChain', async () => {
  const tool = new DallEAPIWrapper({
    apiKey: 'sk-whatever',
    baseUrl: `${BASE_URL}/openai/v1`,
    model: 'dall-e-3',
    size: '64x64',
  });
  const url = await tool.invoke('a fox');
  assert.ok(isPng(Buffer.from(await (await fetch(url)).arrayBuffer())));
});
