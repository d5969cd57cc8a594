// Calls of the native API. Nothing else of this console talks to the server.
import { currentKey, keyNeeded } from './session.js';

/** What the server, or the way there, answered instead of a success. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code;
    this.field = problem.field;
  }
}

/** A queue's or topic's name as a segment of a path. */
export function segment(name) {
  // As names are shown, % and two hexadecimal digits stand for a byte.
  return name.split(/(%[0-9A-Fa-f]{2})/).map((part, i) => (i % 2 === 1 ? part : encodeURIComponent(part))).join('');
}

export const queuePath = (name, rest = '') => `/v1/queues/${segment(name)}${rest}`;
export const messagePath = (queue, id, rest = '') => queuePath(queue, `/messages/${encodeURIComponent(id).replace(/^key%3A/, 'key:')}${rest}`);
export const topicPath = (name, rest = '') => `/v1/topics/${segment(name)}${rest}`;

/** A query from what is set. */
export function query(values, encode = encodeURIComponent) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${set.map(([name, value]) => `${name}=${encode(String(value))}`).join('&')}`;
}

/** A query about names, as of a list of queues: their cursor comes encoded. */
export const nameQuery = (values) => query(values, segment);

/** Sends a request; answers `{status, data, headers}`. Objects go out as JSON. */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const all = { Accept: 'application/json', ...headers };
  const key = currentKey();
  if (key !== null) {
    all.Authorization = `Bearer ${key}`;
  }
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  if (!raw) {
    all['Content-Type'] = 'application/json';
  }
  const answer = await fetch(path, {
    method,
    headers: all,
    body: raw ? body : JSON.stringify(body),
    signal,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  });
  const text = await answer.text();
  const data = text === '' ? null : parse(text);
  if (answer.status === 401) {
    keyNeeded();
  }
  if (!answer.ok) {
    throw new ApiError(answer.status, data ?? {});
  }
  return { status: answer.status, data, headers: answer.headers };
}

/** Hands each server-sent event's data to `onData` until the stream ends. The browser's own EventSource could not send a key. */
export async function stream(path, onData, signal) {
  const key = currentKey();
  const headers = { Accept: 'text/event-stream', ...(key === null ? {} : { Authorization: `Bearer ${key}` }) };
  const answer = await fetch(path, { headers, signal, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  if (!answer.ok) {
    throw new ApiError(answer.status, parse(await answer.text()));
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = event.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('\n');
      if (data !== '') {
        onData(JSON.parse(data));
      }
    }
  }
}

export async function get(path, signal) {
  return (await send('GET', path, { signal })).data;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
