// A BullMQ worker that posts with undici, told what to do on stdin, one command a line:
//   enqueue QUEUE COUNT BYTES    answered "enqueued"
//   work QUEUE COUNT             answered "worked SECONDS" once COUNT jobs are completed
// usage: node worker.mjs REDIS_PORT URL CONCURRENCY
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';
import IORedis from 'ioredis';
import { Pool } from 'undici';

const [redisPort, url, concurrency] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: Number(concurrency), pipelining: 1 });
const connect = () => new IORedis({ port: Number(redisPort), maxRetriesPerRequest: null });
const connection = connect();

async function enqueue(name, count, bytes) {
  const queue = new Queue(name, { connection });
  const body = 'x'.repeat(bytes);
  for (let sent = 0; sent < count; ) {
    const chunk = Math.min(1000, count - sent);
    const job = { name: 'post', data: { body }, opts: { removeOnComplete: true, attempts: 16 } };
    await queue.addBulk(Array.from({ length: chunk }, () => job));
    sent += chunk;
  }
  await queue.close();
}

async function post(job) {
  const { statusCode, body } = await pool.request({
    path: pathname,
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'webhook-id': `${job.queueName}-${job.id}` },
    body: job.data.body,
  });
  await body.dump();
  if (statusCode < 200 || statusCode > 299) {
    throw new Error(`status ${statusCode}`);
  }
}

async function work(name, count) {
  const own = connect();
  const worker = new Worker(name, post, {
    connection: own,
    concurrency: Number(concurrency),
    autorun: false,
  });
  await worker.waitUntilReady();
  let left = count;
  const start = performance.now();
  const done = new Promise((resolve, reject) => {
    worker.on('completed', () => --left === 0 && resolve());
    worker.on('failed', (job, error) => reject(error));
    worker.on('error', reject);
  });
  worker.run();
  await done;
  const seconds = (performance.now() - start) / 1000;
  await worker.close();
  own.disconnect();
  return seconds;
}

await pool.request({ path: '/sink/stats', method: 'GET' }).then(({ body }) => body.dump());
console.log('worker ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [command, name, count, bytes] = line.split(' ');
  try {
    if (command === 'enqueue') {
      await enqueue(name, Number(count), Number(bytes));
      console.log('enqueued');
    } else {
      console.log(`worked ${await work(name, Number(count))}`);
    }
  } catch (error) {
    console.log(`failed ${error.message}`);
  }
}
process.exit(0);
